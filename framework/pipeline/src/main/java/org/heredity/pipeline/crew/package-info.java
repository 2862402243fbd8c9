/** What a cluster is to a suite: who does its stages on other machines, and how they are told. */
package org.heredity.pipeline.crew;

/** The stages of a suite on Apache Spark; what is made goes through Hadoop's file systems. */
package org.heredity.cluster;

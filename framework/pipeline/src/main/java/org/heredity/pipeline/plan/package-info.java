/**
 * What a suite consists of as stages of work: in the order in which one process does them, with
 * what each needs, so that several processes can share them.
 */
package org.heredity.pipeline.plan;

/**
 * The door for files of Deeplearning4j's {@code ModelSerializer} whose networks are none of the
 * known families: any graph or chain of layers that {@link org.heredity.engine.plan.GraphCompiler}
 * compiles becomes an architecture of its own.
 */
package org.heredity.engine.dl4j;

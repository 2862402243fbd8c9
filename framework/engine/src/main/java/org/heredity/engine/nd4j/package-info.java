/**
 * The backend for CUDA, and for processors without oneDNN: every node of a plan is one or a few of
 * ND4J's operations. It computes in the type of the weights, so in double precision for tests, and
 * has no kernels of its own: it is the plain version that the other backend is compared with.
 */
package org.heredity.engine.nd4j;

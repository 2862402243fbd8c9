/**
 * The backend for processors: {@link org.heredity.engine.onednn.DnnRunner} compiles a plan, once
 * for each batch size, to a program of oneDNN primitives and kernels of our own.
 *
 * <p>A program is made by a forward and a backward pass, which walk over the plan and add steps;
 * weights ({@code WeightBank}) are shared by all programs. {@code Lowering} decides how a
 * convolution is computed: by oneDNN directly, by Winograd's algorithm or as one matrix product
 * (GEMM), the latter two on NHWC images. All arrays lie in native memory that an {@code Arena} owns
 * and gives back when it is closed. Everything here but the runner, the kernels that others may
 * provide and the access to arrays in C order is package-private.
 */
package org.heredity.engine.onednn;

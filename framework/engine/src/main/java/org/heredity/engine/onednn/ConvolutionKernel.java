package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.heredity.engine.plan.Node;

/**
 * A convolution that is computed outside of oneDNN, for inference, made for one shape. Values lie
 * channel, row, column, image, so that the same pixel of all images of a batch is one run of
 * floats.
 */
@FunctionalInterface
public interface ConvolutionKernel {
  /** Makes kernels. */
  @FunctionalInterface
  interface Factory {
    /**
     * A kernel for images of one size.
     *
     * @param conv the convolution
     * @param weights {@code [out, in, k, k]}
     * @param start by output channel what a sum starts from: the bias alone, or a value for every
     *     pixel, row by row
     * @param shape of the batch
     */
    ConvolutionKernel create(Node.Conv conv, float[] weights, float[][] start, Shape shape);
  }

  /**
   * The batch that a kernel works on.
   *
   * @param batch images
   * @param inSide side of the images
   * @param outSide side of the result
   */
  record Shape(int batch, int inSide, int outSide) {}

  /**
   * {@code result := convolution(source) + start + summand}, rectified if asked for.
   *
   * @param source {@code [in, inSide, inSide, batch]}
   * @param summand {@code [out, outSide, outSide, batch]}, or null for none
   * @param relu whether negative sums become 0
   * @param result like {@code summand}, overwritten
   */
  void run(FloatBuffer source, FloatBuffer summand, boolean relu, FloatBuffer result);
}

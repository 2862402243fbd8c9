package org.heredity.engine.onednn;

/**
 * A convolution of NHWC images, {@code [N, side, side, C]} in memory: the channels of a pixel lie
 * together.
 */
interface NhwcConvolution {
  /**
   * {@code result := convolution(source) + bias + other}, rectified if asked for.
   *
   * @param bias null for none
   * @param other null for none
   */
  Runnable forward(Tensor source, Tensor result, Tensor bias, Tensor other, boolean relu);

  /**
   * Gradients of source and weights from the result's.
   *
   * @param source what the convolution read; null where the weights' gradient is not asked for
   * @param result of the source; overwritten
   */
  Runnable backward(Tensor source, Tensor gradient, Tensor result);
}

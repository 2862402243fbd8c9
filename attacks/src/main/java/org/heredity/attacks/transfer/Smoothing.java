package org.heredity.attacks.transfer;

/**
 * TI (Dong et al., CVPR 2019): the gradient convolved with a Gaussian kernel, as if images moved by
 * a few pixels had been attacked, too. The kernel's weights are the normal density at evenly spaced
 * points of -3 to 3, outside of the image the gradient counts as 0. Immutable and thread-safe.
 */
final class Smoothing {
  private static final double REACH = 3;

  private final Separable kernel;

  /**
   * A kernel.
   *
   * @param size odd, at least 3
   */
  Smoothing(int size, Frame frame) {
    double[] weights = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double x = REACH * (2.0 * i / (size - 1) - 1);
      weights[i] = Math.exp(-x * x / 2);
      sum += weights[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] /= sum;
    }
    Axis axis = Axis.convolved(frame.side(), weights);
    kernel = new Separable(frame.whole(), axis, axis);
  }

  /** Smooths a gradient in place. */
  void smooth(float[] gradient) {
    kernel.apply(gradient);
  }
}

package org.heredity.engine.onednn;

import java.nio.FloatBuffer;

/** The gradient of a convolution's bias: the result's, summed over images and pixels. */
final class BiasGradient implements Runnable {
  private final Tensor gradient;
  private final ConvWeights weights;

  /** Binds an NHWC gradient. */
  BiasGradient(Tensor gradient, ConvWeights weights) {
    this.gradient = gradient;
    this.weights = weights;
  }

  @Override
  public void run() {
    int channels = weights.conv.out();
    float[] pixel = new float[channels];
    double[] sums = new double[channels];
    FloatBuffer all = gradient.floats();
    while (all.hasRemaining()) {
      all.get(pixel);
      for (int c = 0; c < channels; c++) {
        sums[c] += pixel[c];
      }
    }
    FloatBuffer to = weights.biasGradient.floats();
    for (int c = 0; c < channels; c++) {
      to.put(c, (float) sums[c]);
    }
  }
}

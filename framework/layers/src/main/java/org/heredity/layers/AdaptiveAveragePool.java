package org.heredity.layers;

import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The means over {@code side x side} parts of an image, which overlap where it cannot be divided
 * evenly, as PyTorch's {@code AdaptiveAvgPool2d}. NCHW.
 */
public final class AdaptiveAveragePool extends MeanPool {
  private static final long serialVersionUID = 1L;

  /** For deserialisation. */
  public AdaptiveAveragePool() {}

  /** Of a result of {@code side x side}. */
  public AdaptiveAveragePool(int side) {
    super(side);
  }

  @Override
  int out(long in) {
    return getSide();
  }

  @Override
  INDArrayIndex along(int pixel, long in) {
    return NDArrayIndex.interval(
        pixel * in / getSide(), ((pixel + 1) * in + getSide() - 1) / getSide());
  }
}

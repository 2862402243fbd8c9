package org.heredity.layers;

import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Means over squares that lie side by side, as PyTorch's {@code AvgPool2d} with {@code ceil_mode}
 * and without padding: at the right and lower edge those of what is left of a square. NCHW.
 */
public final class CeilAveragePool extends MeanPool {
  private static final long serialVersionUID = 1L;

  /** For deserialisation. */
  public CeilAveragePool() {}

  /** Over squares of {@code side x side} pixels. */
  public CeilAveragePool(int side) {
    super(side);
  }

  @Override
  int out(long in) {
    return Math.toIntExact((in + getSide() - 1) / getSide());
  }

  @Override
  INDArrayIndex along(int pixel, long in) {
    long start = (long) pixel * getSide();
    return NDArrayIndex.interval(start, Math.min(in, start + getSide()));
  }
}

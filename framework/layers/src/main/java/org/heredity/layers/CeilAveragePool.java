package org.heredity.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Means over squares that lie side by side, as PyTorch's {@code AvgPool2d} with {@code ceil_mode}
 * and without padding: at the right and lower edge those of what is left of a square. NCHW.
 */
public final class CeilAveragePool extends PartsPool {
  private static final long serialVersionUID = 1L;

  private int side;

  /** For deserialisation. */
  public CeilAveragePool() {}

  /** Over squares of {@code side x side} pixels. */
  public CeilAveragePool(int side) {
    this.side = side;
  }

  public int getSide() {
    return side;
  }

  public void setSide(int side) {
    this.side = side;
  }

  @Override
  int out(long in) {
    return Math.toIntExact((in + side - 1) / side);
  }

  @Override
  INDArrayIndex along(int pixel, long in) {
    long start = (long) pixel * side;
    return NDArrayIndex.interval(start, Math.min(in, start + side));
  }

  @Override
  INDArray pool(INDArray part) {
    return part.mean(true, 2, 3);
  }

  @Override
  INDArray gradientOfPart(INDArray part, INDArray epsilon) {
    return epsilon.div(part.size(2) * part.size(3));
  }
}

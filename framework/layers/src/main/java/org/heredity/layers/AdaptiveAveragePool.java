package org.heredity.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The means over {@code side x side} parts of an image, which overlap where it cannot be divided
 * evenly, as PyTorch's {@code AdaptiveAvgPool2d}. NCHW.
 */
public final class AdaptiveAveragePool extends PartsPool {
  private static final long serialVersionUID = 1L;

  private int side;

  /** For deserialisation. */
  public AdaptiveAveragePool() {}

  /** Of a result of {@code side x side}. */
  public AdaptiveAveragePool(int side) {
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
    return side;
  }

  @Override
  INDArrayIndex along(int pixel, long in) {
    return NDArrayIndex.interval(pixel * in / side, ((pixel + 1) * in + side - 1) / side);
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

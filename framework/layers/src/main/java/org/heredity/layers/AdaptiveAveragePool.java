package org.heredity.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

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
  int out(int direction, long in) {
    return side;
  }

  @Override
  Span along(int direction, int pixel, long in) {
    long from = pixel * in / side;
    long to = ((pixel + 1) * in + side - 1) / side;
    return new Span(from, to, to - from);
  }

  @Override
  INDArray pool(INDArray part, long counted) {
    return part.mean(true, 2, 3);
  }

  @Override
  INDArray gradientOfPart(INDArray part, INDArray epsilon, long counted) {
    return epsilon.div(counted);
  }
}

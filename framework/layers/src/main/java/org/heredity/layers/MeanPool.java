package org.heredity.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Means over parts of images, which a side says. NCHW. */
public abstract class MeanPool extends PartsPool {
  private static final long serialVersionUID = 1L;

  private int side;

  MeanPool() {}

  MeanPool(int side) {
    this.side = side;
  }

  public int getSide() {
    return side;
  }

  public void setSide(int side) {
    this.side = side;
  }

  @Override
  final INDArray pool(INDArray part) {
    return part.mean(true, 2, 3);
  }

  @Override
  final INDArray gradientOfPart(INDArray part, INDArray epsilon) {
    return epsilon.div(part.size(2) * part.size(3));
  }
}

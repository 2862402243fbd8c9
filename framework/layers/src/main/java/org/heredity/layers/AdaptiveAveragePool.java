package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The means over {@code side x side} parts of an image, which overlap where it cannot be divided
 * evenly, as PyTorch's {@code AdaptiveAvgPool2d}. NCHW.
 */
public final class AdaptiveAveragePool extends ImageLayer {
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
  InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(side, side, images.getChannels());
  }

  @Override
  INDArray apply(INDArray images) {
    INDArray means = Nd4j.create(images.dataType(), images.size(0), images.size(1), side, side);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        means.get(pixel(y, x)).assign(images.get(part(images, y, x)).mean(true, 2, 3));
      }
    }
    return means;
  }

  @Override
  INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        INDArray part = gradient.get(part(images, y, x));
        part.addi(epsilon.get(pixel(y, x)).div(part.size(2) * part.size(3)));
      }
    }
    return gradient;
  }

  private static INDArrayIndex[] pixel(int y, int x) {
    INDArrayIndex all = NDArrayIndex.all();
    return new INDArrayIndex[] {
      all, all, NDArrayIndex.interval(y, y + 1), NDArrayIndex.interval(x, x + 1)
    };
  }

  private INDArrayIndex[] part(INDArray images, int y, int x) {
    INDArrayIndex all = NDArrayIndex.all();
    return new INDArrayIndex[] {all, all, along(y, images.size(2)), along(x, images.size(3))};
  }

  private INDArrayIndex along(int part, long size) {
    return NDArrayIndex.interval(part * size / side, ((part + 1) * size + side - 1) / side);
  }
}

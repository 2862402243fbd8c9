package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Means over squares that lie side by side, as PyTorch's {@code AvgPool2d} with {@code ceil_mode}
 * and without padding: at the right and lower edge those of what is left of a square. NCHW.
 */
public final class CeilAveragePool extends ImageLayer {
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

  private long out(long in) {
    return (in + side - 1) / side;
  }

  @Override
  InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(
            out(images.getHeight()), out(images.getWidth()), images.getChannels());
  }

  @Override
  INDArray apply(INDArray images) {
    long height = out(images.size(2));
    long width = out(images.size(3));
    INDArray means = Nd4j.create(images.dataType(), images.size(0), images.size(1), height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        means.get(pixel(y, x)).assign(images.get(square(images, y, x)).mean(true, 2, 3));
      }
    }
    return means;
  }

  @Override
  INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int y = 0; y < epsilon.size(2); y++) {
      for (int x = 0; x < epsilon.size(3); x++) {
        INDArray part = gradient.get(square(images, y, x));
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

  private INDArrayIndex[] square(INDArray images, int y, int x) {
    INDArrayIndex all = NDArrayIndex.all();
    return new INDArrayIndex[] {all, all, along(y, images.size(2)), along(x, images.size(3))};
  }

  private INDArrayIndex along(int square, long size) {
    long start = (long) square * side;
    return NDArrayIndex.interval(start, Math.min(size, start + side));
  }
}

package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Max pooling where the number of windows is rounded up, as PyTorch's with {@code ceil_mode}; the
 * last window may end outside of the image. NCHW.
 */
public final class CeilMaxPool extends ImageLayer {
  private static final long serialVersionUID = 1L;

  private int kernel;
  private int stride;
  private int padding;

  /** For deserialisation. */
  public CeilMaxPool() {}

  /** Of a square window. */
  public CeilMaxPool(int kernel, int stride, int padding) {
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  public int getKernel() {
    return kernel;
  }

  public void setKernel(int kernel) {
    this.kernel = kernel;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
  }

  /** On all four sides; never the largest. */
  public int getPadding() {
    return padding;
  }

  public void setPadding(int padding) {
    this.padding = padding;
  }

  private int out(long in) {
    return Axis.of(kernel, stride, padding).roundedUp((int) in).out((int) in);
  }

  @Override
  InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(
            out(images.getHeight()), out(images.getWidth()), images.getChannels());
  }

  @Override
  INDArray apply(INDArray images) {
    int height = out(images.size(2));
    int width = out(images.size(3));
    INDArray largest =
        Nd4j.create(images.dataType(), images.size(0), images.size(1), height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        largest.get(pixel(y, x)).assign(images.get(window(images, y, x)).max(true, 2, 3));
      }
    }
    return largest;
  }

  /** Where several are the largest, all of them take part. */
  @Override
  INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int y = 0; y < epsilon.size(2); y++) {
      for (int x = 0; x < epsilon.size(3); x++) {
        INDArray part = images.get(window(images, y, x));
        INDArray most = part.eq(part.max(true, 2, 3).broadcast(part.shape()));
        INDArray marks = most.castTo(images.dataType());
        INDArray each = epsilon.get(pixel(y, x)).div(marks.sum(true, 2, 3));
        gradient.get(window(images, y, x)).addi(marks.mul(each));
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

  private INDArrayIndex[] window(INDArray images, int y, int x) {
    INDArrayIndex all = NDArrayIndex.all();
    return new INDArrayIndex[] {all, all, along(y, images.size(2)), along(x, images.size(3))};
  }

  private INDArrayIndex along(int part, long size) {
    long start = (long) part * stride - padding;
    return NDArrayIndex.interval(Math.max(0, start), Math.min(size, start + kernel));
  }
}

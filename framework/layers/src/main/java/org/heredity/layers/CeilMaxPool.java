package org.heredity.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Max pooling where the number of windows is rounded up, as PyTorch's with {@code ceil_mode}; the
 * last window may end outside of the image. NCHW.
 */
public final class CeilMaxPool extends PartsPool {
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

  @Override
  int out(long in) {
    return Axis.of(kernel, stride, padding).roundedUp((int) in).out((int) in);
  }

  @Override
  INDArrayIndex along(int pixel, long in) {
    long start = (long) pixel * stride - padding;
    return NDArrayIndex.interval(Math.max(0, start), Math.min(in, start + kernel));
  }

  @Override
  INDArray pool(INDArray part) {
    return part.max(true, 2, 3);
  }

  /** Where several are the largest, all of them take part. */
  @Override
  INDArray gradientOfPart(INDArray part, INDArray epsilon) {
    INDArray most = part.eq(part.max(true, 2, 3).broadcast(part.shape()));
    INDArray marks = most.castTo(part.dataType());
    return marks.mul(epsilon.div(marks.sum(true, 2, 3)));
  }
}

package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The identity shortcut of He et al.'s CIFAR networks (CVPR 2016, section 4.2, option A): every
 * {@code stride}-th pixel, and channels of zeros, half before and half after.
 */
public final class PaddedShortcut extends ImageLayer {
  private static final long serialVersionUID = 1L;

  private int in;
  private int out;
  private int stride;

  /** For deserialisation. */
  public PaddedShortcut() {}

  public PaddedShortcut(int in, int out, int stride) {
    this.in = in;
    this.out = out;
    this.stride = stride;
  }

  public int getIn() {
    return in;
  }

  public void setIn(int in) {
    this.in = in;
  }

  public int getOut() {
    return out;
  }

  public void setOut(int out) {
    this.out = out;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
  }

  @Override
  INDArray apply(INDArray images) {
    INDArrayIndex all = NDArrayIndex.all();
    INDArray taken = taken(images);
    INDArray padded =
        Nd4j.create(images.dataType(), images.size(0), out, taken.size(2), taken.size(3));
    padded.get(all, channels(), all, all).assign(taken);
    return padded;
  }

  @Override
  INDArray gradient(INDArray images, INDArray epsilon) {
    INDArrayIndex all = NDArrayIndex.all();
    INDArray gradient = Nd4j.create(images.dataType(), images.shape());
    taken(gradient).assign(epsilon.get(all, channels(), all, all));
    return gradient;
  }

  @Override
  InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(
            (images.getHeight() + stride - 1) / stride,
            (images.getWidth() + stride - 1) / stride,
            out);
  }

  /** Every {@code stride}-th pixel, a view. */
  private INDArray taken(INDArray images) {
    INDArrayIndex all = NDArrayIndex.all();
    return images.get(all, all, every(images.size(2)), every(images.size(3)));
  }

  private INDArrayIndex channels() {
    int before = (out - in) / 2;
    return NDArrayIndex.interval(before, before + in);
  }

  private INDArrayIndex every(long size) {
    return NDArrayIndex.interval(0, stride, size);
  }
}

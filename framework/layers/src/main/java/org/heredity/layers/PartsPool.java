package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Pooling: every pixel of the result comes of a part of the image, channel by channel. NCHW. */
public abstract class PartsPool extends ImageLayer {
  private static final long serialVersionUID = 1L;

  /** Pixels of the result along an axis. */
  abstract int out(long in);

  /** Where the part of a pixel of the result lies along an axis. */
  abstract INDArrayIndex along(int pixel, long in);

  /** What comes of {@code [N, C, height, width]}, {@code [N, C, 1, 1]}. */
  abstract INDArray pool(INDArray part);

  /** The part's gradient, of a shape that can be added to it, from that of what came of it. */
  abstract INDArray gradientOfPart(INDArray part, INDArray epsilon);

  @Override
  final InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(
            out(images.getHeight()), out(images.getWidth()), images.getChannels());
  }

  @Override
  final INDArray apply(INDArray images) {
    int height = out(images.size(2));
    int width = out(images.size(3));
    INDArray made = Nd4j.create(images.dataType(), images.size(0), images.size(1), height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        made.get(pixel(y, x)).assign(pool(images.get(part(images, y, x))));
      }
    }
    return made;
  }

  @Override
  final INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int y = 0; y < epsilon.size(2); y++) {
      for (int x = 0; x < epsilon.size(3); x++) {
        INDArrayIndex[] part = part(images, y, x);
        gradient.get(part).addi(gradientOfPart(images.get(part), epsilon.get(pixel(y, x))));
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
}

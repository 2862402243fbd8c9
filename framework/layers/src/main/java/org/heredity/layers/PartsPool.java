package org.heredity.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Pooling: every pixel of the result comes of a part of the image, channel by channel. NCHW. */
public abstract class PartsPool extends ImageLayer {
  private static final long serialVersionUID = 1L;

  /**
   * Pixels of an image in one direction.
   *
   * @param from the first
   * @param to behind the last
   * @param counted how many there are for a mean
   */
  record Span(long from, long to, long counted) {
    INDArrayIndex index() {
      return NDArrayIndex.interval(from, to);
    }
  }

  /** Pixels of the result in a direction, 0 down and 1 across. */
  abstract int out(int direction, long in);

  /** Where the part of a pixel of the result lies in a direction. */
  abstract Span along(int direction, int pixel, long in);

  /** What comes of {@code [N, C, height, width]}, {@code [N, C, 1, 1]}. */
  abstract INDArray pool(INDArray part, long counted);

  /** The part's gradient, of a shape that can be added to it, from that of what came of it. */
  abstract INDArray gradientOfPart(INDArray part, INDArray epsilon, long counted);

  @Override
  final InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(
            out(0, images.getHeight()), out(1, images.getWidth()), images.getChannels());
  }

  @Override
  final INDArray apply(INDArray images) {
    int height = out(0, images.size(2));
    int width = out(1, images.size(3));
    INDArray made = Nd4j.create(images.dataType(), images.size(0), images.size(1), height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Part part = part(images, y, x);
        made.get(pixel(y, x)).assign(pool(images.get(part.index()), part.counted()));
      }
    }
    return made;
  }

  @Override
  final INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int y = 0; y < epsilon.size(2); y++) {
      for (int x = 0; x < epsilon.size(3); x++) {
        Part part = part(images, y, x);
        INDArray of = epsilon.get(pixel(y, x));
        INDArray more = gradientOfPart(images.get(part.index()), of, part.counted());
        gradient.get(part.index()).addi(more);
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

  private record Part(Span down, Span across) {
    INDArrayIndex[] index() {
      INDArrayIndex all = NDArrayIndex.all();
      return new INDArrayIndex[] {all, all, down.index(), across.index()};
    }

    long counted() {
      return down.counted() * across.counted();
    }
  }

  private Part part(INDArray images, int y, int x) {
    return new Part(along(0, y, images.size(2)), along(1, x, images.size(3)));
  }
}

package org.heredity.attacks.autoattack;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Asks a network about some images at a time, as many as still stand. The network compiles a
 * program for each number of images; so that these are few, a batch is filled up to one of some
 * sizes. Not thread-safe; holds native memory until closed.
 */
final class Evaluator implements AutoCloseable {
  /** Sizes below 16; above, each power of two is divided in four. All are even. */
  private static final int SMALL = 16;

  /** An image at a point, where the loss has a gradient. */
  interface Point {
    /** Where it is; not written to. */
    float[] image();

    /** Told the logits there; overwrites {@code gradient} with that of its loss by them. */
    void at(float[] logits, float[] gradient);

    /** Overwritten with the gradient by the image. */
    float[] gradient();
  }

  private final AttackedNetwork network;
  private final long side;
  private INDArray images;
  private INDArray gradients;

  /**
   * An evaluator.
   *
   * @param network what is asked; the caller's
   * @param side of its images
   */
  Evaluator(AttackedNetwork network, long side) {
    this.network = network;
    this.side = side;
  }

  int classes() {
    return network.classes();
  }

  /** Logits of images, {@code [images][classes]}. */
  float[][] logits(List<float[]> some) {
    fill(some);
    try (INDArray logits = network.logits(images)) {
      return Floats.rows(logits);
    }
  }

  /** Asks for the logits and the gradient of each point. */
  void differentiate(List<? extends Point> points) {
    fill(points.stream().map(Point::image).toList());
    network.inputGradient(images, new EachItsOwn(points), gradients);
    FloatBuffer from = Floats.read(gradients);
    IntStream.range(0, points.size())
        .parallel()
        .forEach(
            n -> {
              float[] gradient = points.get(n).gradient();
              from.get(n * gradient.length, gradient);
            });
  }

  private void fill(List<float[]> some) {
    int size = size(some.size());
    if (images == null || images.size(0) != size) {
      close();
      images = Nd4j.create(DataType.FLOAT, size, 3, side, side);
      gradients = images.ulike();
    }
    FloatBuffer into = Floats.writable(images);
    IntStream.range(0, some.size())
        .parallel()
        .forEach(n -> into.put(n * some.get(n).length, some.get(n)));
    Nd4j.getAffinityManager().tagLocation(images, AffinityManager.Location.HOST);
  }

  /** The least size that holds a number of images. */
  static int size(int count) {
    int step = Math.max(2, Integer.highestOneBit(Math.max(SMALL, count) - 1) / 4);
    return count < SMALL ? (count + 1) / 2 * 2 : (count + step - 1) / step * step;
  }

  @Override
  public void close() {
    if (images != null) {
      images.close();
      gradients.close();
      images = null;
    }
  }

  /**
   * The sum of the points' losses, rather than their mean: divided by their number, an image's
   * gradient would be rounded in another way in another batch.
   */
  private record EachItsOwn(List<? extends Point> points) implements Objective {
    @Override
    public Output output() {
      return Output.LOGITS;
    }

    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      float[][] logits = Floats.rows(outputs);
      float[][] slopes = new float[logits.length][logits[0].length];
      for (int n = 0; n < points.size(); n++) {
        points.get(n).at(logits[n], slopes[n]);
      }
      Floats.write(slopes, gradient);
      return 0;
    }
  }
}

package org.heredity.engine;

import java.util.HashMap;
import java.util.Map;
import org.heredity.data.Randomness;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout of whole channels: a channel of an image is 0 with a probability, else divided by one
 * minus it. What is dropped follows from (randomness, image, stage, channel), so that it does not
 * depend on the batch. At rest, as at first, it changes nothing. Not thread-safe.
 */
public final class ChannelDropout implements StageHook, AutoCloseable {
  /** The probability of the published VGG16's classifier, whose channels are single values. */
  public static final double CLASSIFIER = 0.5;

  private final double rate;
  private final Map<Integer, INDArray> factors = new HashMap<>();
  private Randomness randomness;
  private int[] images = {};

  /**
   * Dropout at rest.
   *
   * @param rate probability that a channel is dropped, in [0, 1)
   * @throws IllegalArgumentException if the rate is out of range
   */
  public ChannelDropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout must be at least 0 and below 1, got " + rate);
    }
    this.rate = rate;
  }

  /**
   * Drops from now on.
   *
   * @param step of a step of training
   * @param indices of the batch's images in their source
   */
  public void drop(Randomness step, int[] indices) {
    close();
    randomness = step;
    images = indices.clone();
  }

  /** Changes nothing from now on. */
  public void rest() {
    close();
    randomness = null;
  }

  @Override
  public void forward(int stage, INDArray output) {
    if (randomness == null) {
      return;
    }
    int channels = (int) output.size(1);
    float[] factor = new float[images.length * channels];
    float retained = (float) (1 / (1 - rate));
    for (int n = 0; n < images.length; n++) {
      Randomness image = randomness.at(images[n]).at(stage);
      for (int c = 0; c < channels; c++) {
        factor[n * channels + c] = image.uniformDouble(c) < rate ? 0 : retained;
      }
    }
    INDArray shaped = Nd4j.create(factor, new long[] {images.length, channels, 1, 1}, 'c');
    factors.put(stage, shaped);
    output.muli(shaped);
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    if (randomness != null) {
      gradient.muli(factors.get(stage));
    }
  }

  @Override
  public void close() {
    factors.values().forEach(INDArray::close);
    factors.clear();
  }
}

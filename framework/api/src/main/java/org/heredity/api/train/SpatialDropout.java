package org.heredity.api.train;

import java.util.HashMap;
import java.util.Map;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout of whole channels after every stage (Tompson et al., CVPR 2015; SEAM's Figure 8): a
 * channel of an image is 0 with probability {@code rate}, else divided by {@code 1 - rate}. What is
 * dropped follows from (seed, step, image, stage, channel), so that it depends neither on the batch
 * nor on whether a run was resumed. Not thread-safe.
 */
public final class SpatialDropout implements StageRegulariser {
  private final double rate;
  private final Randomness randomness;
  private final Map<Integer, INDArray> factors = new HashMap<>();
  private int step;
  private int[] images = {};

  /**
   * Dropout of one student.
   *
   * @param rate probability that a channel is dropped, in [0, 1)
   * @param randomness of the student and stage
   * @throws IllegalArgumentException if the rate is out of range
   */
  public SpatialDropout(double rate, Randomness randomness) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout must be at least 0 and below 1, got " + rate);
    }
    this.rate = rate;
    this.randomness = randomness;
  }

  @Override
  public void begin(int number, Batch batch) {
    step = number;
    images = batch.indices();
    close();
  }

  @Override
  public void forward(int stage, INDArray output) {
    int channels = (int) output.size(1);
    float[] factor = new float[images.length * channels];
    float retained = (float) (1 / (1 - rate));
    for (int n = 0; n < images.length; n++) {
      Randomness image = randomness.at(step).at(images[n]).at(stage);
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
    gradient.muli(factors.get(stage));
  }

  @Override
  public void close() {
    factors.values().forEach(INDArray::close);
    factors.clear();
  }
}

package org.heredity.api.train;

import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.heredity.engine.ChannelDropout;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout of whole channels after every stage (Tompson et al., CVPR 2015; SEAM's Figure 8), see
 * {@link ChannelDropout}. What is dropped follows from (seed, step, image, stage, channel), so that
 * it depends neither on the batch nor on whether a run was resumed. Not thread-safe.
 */
public final class SpatialDropout implements StageRegulariser {
  private final ChannelDropout dropout;
  private final Randomness randomness;

  /**
   * Dropout of one student.
   *
   * @param rate probability that a channel is dropped, in [0, 1)
   * @param randomness of the student and stage
   * @throws IllegalArgumentException if the rate is out of range
   */
  public SpatialDropout(double rate, Randomness randomness) {
    this.dropout = new ChannelDropout(rate);
    this.randomness = randomness;
  }

  @Override
  public void begin(int step, Batch batch) {
    dropout.drop(randomness.at(step), batch.indices());
  }

  @Override
  public void forward(int stage, INDArray output) {
    dropout.forward(stage, output);
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    dropout.backward(stage, output, gradient);
  }

  @Override
  public void close() {
    dropout.close();
  }
}

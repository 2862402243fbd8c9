package org.heredity.engine;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a network step by step with PyTorch's SGD: weight decay is added to the gradient of every
 * parameter, then momentum, no Nesterov; running statistics with momentum 0.1 and the unbiased
 * variance. Changes the network in place. Not thread-safe.
 */
public final class Trainer implements AutoCloseable {
  /**
   * SGD's settings.
   *
   * @param lr rate of all but the head
   * @param lrHead rate of the head
   * @param momentum 0 for none
   * @param weightDecay added to the gradient, times the parameter
   */
  public record Sgd(double lr, double lrHead, double momentum, double weightDecay) {}

  public Trainer(Network network, Sgd sgd, List<StageHook> hooks) {
    throw new UnsupportedOperationException();
  }

  /**
   * One step on a batch, in train mode.
   *
   * @param images {@code [N, 3, side, side]}
   * @param targets {@code [N, classes]}, each row a distribution (one-hot, or smoothed)
   * @return mean cross-entropy before the step
   */
  public double step(INDArray images, INDArray targets) {
    throw new UnsupportedOperationException();
  }

  /** Changes the rates from the next step on; momentum's state stays. */
  public void rates(double lr, double lrHead) {
    throw new UnsupportedOperationException();
  }

  /** The optimiser's state: momentum buffers by parameter name; empty without momentum. */
  public StateDict state() {
    throw new UnsupportedOperationException();
  }

  /** Continues from {@link #state()}; the network's weights are restored by the caller. */
  public void restore(StateDict state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}

package org.heredity.api.attack;

import org.heredity.engine.Ball;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How an iterative attack moves the images of one batch. Made anew for every batch, so it may keep
 * state such as a momentum; not thread-safe. Closed after the last step.
 */
@FunctionalInterface
public interface StepRule extends AutoCloseable {
  /**
   * Moves {@code batch.adversarial()} in place and projects it, as {@link Ball#project} does.
   *
   * @param batch the images
   * @param gradient of the objective at {@code batch.adversarial()}, like it; may be overwritten
   * @param iteration 0 for the first step
   */
  void move(AttackBatch batch, INDArray gradient, int iteration);

  /** Gives back what the rule holds; nothing unless overridden. */
  @Override
  default void close() {}

  /**
   * Steepest ascent: along the gradient's sign in L-infinity, along the gradient divided by its
   * Euclidean length in L2 (Madry et al., ICLR 2018).
   *
   * @param threat what is kept to
   * @param stepSize in the threat model's unit
   * @return a rule without a state
   */
  static StepRule steepest(ThreatModel threat, double stepSize) {
    Ball ball = threat.ball();
    float[] step = threat.scaled(stepSize);
    return (batch, gradient, iteration) ->
        ball.ascend(batch.clean(), batch.adversarial(), gradient, step);
  }
}

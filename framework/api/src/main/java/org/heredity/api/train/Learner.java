package org.heredity.api.train;

import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;

/**
 * What a {@link TrainingLoop} trains: a network, or a mask over one. Implement it for a method
 * whose optimisation is its own, and the loop gives it early stopping, curves and resuming. Used by
 * one thread; holds native memory until closed.
 */
public interface Learner extends AutoCloseable {
  /**
   * Takes one step of optimisation.
   *
   * @param step number of the step, from 0
   * @param batch to learn from, at least 2 images {@code [N, 3, side, side]}; the caller closes it
   * @return mean loss of the batch before the step
   */
  double step(int step, Batch batch);

  /**
   * Evaluates the present result on the validation images.
   *
   * @return how good it is
   */
  Evaluation evaluate();

  /**
   * Whether of two results with equal scores the later counts as the better.
   *
   * @return true unless only a higher score is a gain
   */
  default boolean prefersLater() {
    return true;
  }

  /**
   * The present result, such as a network's weights.
   *
   * @return a copy, which further steps do not change; the caller releases it
   */
  StateDict learned();

  /**
   * Everything that {@link #restore} needs to resume bitwise identically: weights, the optimiser's
   * moments, counters.
   *
   * @return a copy, which further steps do not change; the caller releases it
   */
  StateDict state();

  /**
   * Resumes from {@link #state()}; called before the first step, or never.
   *
   * @param state of a learner that was made with the same arguments; stays open until this learner
   *     is closed
   */
  void restore(StateDict state);

  @Override
  void close();
}

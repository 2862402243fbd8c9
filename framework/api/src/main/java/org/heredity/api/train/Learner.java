package org.heredity.api.train;

import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;

/**
 * What a {@link TrainingLoop} makes learn: a network, or a mask over one. Used by one thread; holds
 * native memory until closed.
 */
public interface Learner extends AutoCloseable {
  /**
   * One step of optimisation.
   *
   * @param step number of the step, from 0
   * @param batch to learn from; at least 2 images
   * @return mean loss of the batch before the step
   */
  double step(int step, Batch batch);

  /** Evaluates what has been learnt so far on the images that choices are made on. */
  Evaluation evaluate();

  /** What has been learnt so far, as a copy. */
  StateDict learned();

  /** Everything that {@link #restore} needs to go on exactly as if nothing had happened. */
  StateDict state();

  /** Continues from {@link #state()}; called before the first step, or never. */
  void restore(StateDict state);

  @Override
  void close();
}

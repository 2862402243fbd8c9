package org.heredity.api.train;

import org.heredity.data.Batch;
import org.heredity.engine.plan.StageHook;

/**
 * Acts on the outputs of a network's stages while it trains, and on their gradients: a penalty, or
 * dropout. A {@link StageHook} that also learns which batch passes through the network. Used by one
 * thread; closed with the learner.
 */
public interface StageRegulariser extends StageHook, AutoCloseable {
  /**
   * Called before the forward pass of every step.
   *
   * @param step number of the step, from 0
   * @param batch that passes through the network; not to be closed
   */
  void begin(int step, Batch batch);

  @Override
  default void close() {}
}

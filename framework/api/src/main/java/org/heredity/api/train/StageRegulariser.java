package org.heredity.api.train;

import org.heredity.data.Batch;
import org.heredity.engine.plan.StageHook;

/** A {@link StageHook} that needs to know which batch passes through the network. */
public interface StageRegulariser extends StageHook, AutoCloseable {
  /**
   * Called before every step.
   *
   * @param step number of the step, from 0
   * @param batch that is about to be learnt from
   */
  void begin(int step, Batch batch);

  @Override
  default void close() {}
}

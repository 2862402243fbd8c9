package org.heredity.api.train;

import org.heredity.checkpoint.StateDict;

/** The work of a stage, done only if its result is not cached. */
@FunctionalInterface
public interface StageWork {
  /**
   * Computes the stage's result, starting from {@link Progress#resumed} if an earlier run was
   * interrupted.
   *
   * @param progress to report to, and to save to
   * @return the result, which is cached
   */
  StateDict run(Progress progress);
}

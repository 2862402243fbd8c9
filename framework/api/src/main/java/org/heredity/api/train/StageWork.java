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
   * @return the result, which is cached; its tensors are the framework's from now on, which closes
   *     them when the student is made
   */
  StateDict run(Progress progress);
}

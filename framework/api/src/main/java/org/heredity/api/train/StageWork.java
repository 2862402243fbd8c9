package org.heredity.api.train;

import org.heredity.checkpoint.StateDict;

/** The work of a stage, done only where its result is not cached. */
@FunctionalInterface
public interface StageWork {
  /** Computes the stage's result; from {@link Progress#resumed} on, where that is there. */
  StateDict run(Progress progress);
}

package org.heredity.api.train;

import java.util.function.Supplier;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;

/** How a running stage reports and survives. Used by the thread that runs the stage. */
public interface Progress {
  /** Shows how far the stage is: {@code done} of {@code total}, which is 0 if nobody knows. */
  void at(long done, long total, String note);

  /**
   * Adds a point to the student's curves. A resumed stage reports again what it reported before it
   * was interrupted: nothing is cached of an unfinished stage but {@link #checkpoint}.
   */
  void point(CurvePoint point);

  /** What an interrupted run of this stage last saved, or null: then the stage starts afresh. */
  StateDict resumed();

  /** Saves what a resumed run needs, if the last save is long enough ago. */
  void checkpoint(Supplier<StateDict> state);
}

package org.heredity.api.train;

import java.util.function.Supplier;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;

/**
 * How a running stage reports its progress, and how it survives an interruption. Implemented by the
 * framework; used by the thread that runs the stage.
 */
public interface Progress {
  /**
   * Shows how far the stage is.
   *
   * @param done units of work that are done
   * @param total units of work in all; 0 if that is not known
   * @param note what is counted, with further figures, such as {@code steps, loss 0.412}
   */
  void at(long done, long total, String note);

  /**
   * Adds a point to the student's curves. A resumed stage reports its earlier points again: of an
   * unfinished stage nothing is cached but the {@link #checkpoint}.
   *
   * @param point of the stage's curve
   */
  void point(CurvePoint point);

  /**
   * What an interrupted run of this stage last saved.
   *
   * @return what {@link #checkpoint} was given, or null if the stage starts afresh; closed when the
   *     stage is over, but for what is its result
   */
  StateDict resumed();

  /**
   * Saves what a resumed run needs, if the last save is long enough ago; call it after every step.
   *
   * @param state makes it; called only if it is saved. The caller may release it after this call
   */
  void checkpoint(Supplier<StateDict> state);
}

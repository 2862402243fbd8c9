package org.heredity.core.method;

import java.util.Map;
import java.util.function.Supplier;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.Protocol;
import org.heredity.core.result.CurvePoint;
import org.heredity.data.Randomness;

/** What a method works on and with: one teacher, one target, one seed. */
public interface Reuse {
  Teacher teacher();

  TargetData target();

  Protocol protocol();

  /** Factor on the published number of steps or epochs. */
  double budget();

  /** Images in a training batch. */
  int batchSize();

  /** The student's own random numbers. */
  Randomness randomness();

  /**
   * A stage of this student alone: timed, shown to the user, and kept on disk so that a rerun need
   * not repeat it.
   *
   * @param name such as {@code search} or {@code tune}, once a student
   * @param work gets what it needs to report and to resume
   */
  StateDict stage(String name, StageWork work);

  /**
   * A stage whose product serves every student of the same teacher and target, such as a profile;
   * computed once.
   *
   * @param name such as {@code profile}
   * @param determinedBy all that the product depends on beside teacher, target and protocol; names,
   *     numbers, strings and booleans
   */
  StateDict sharedStage(String name, Map<String, Object> determinedBy, StageWork work);

  /** The work of a stage. */
  @FunctionalInterface
  interface StageWork {
    StateDict run(Progress progress);
  }

  /** How a running stage reports and survives. */
  interface Progress {
    /** Shows how far the stage is. */
    void at(long done, long total, String note);

    /**
     * Adds a point to the student's curves. A resumed stage reports again what it reported before
     * it was interrupted: nothing is kept of an unfinished stage but {@link #checkpoint}.
     */
    void point(CurvePoint point);

    /** What an interrupted run of this stage last saved, or null: then the stage starts afresh. */
    StateDict resumed();

    /** Saves what a resumed run needs, if the last save is long enough ago. */
    void checkpoint(Supplier<StateDict> state);
  }
}

package org.heredity.pipeline.progress;

import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;

/**
 * Watches a suite. Called by the thread that runs it; an exception thrown here ends the run. A
 * {@code subject} is what a stage works on, such as {@code photos6} or {@code photos6, seam, seed
 * 1}.
 */
public interface SuiteListener {
  /** Hears nothing. */
  SuiteListener SILENT = new SuiteListener() {};

  /** All inputs are open and valid; {@code students} are to be made and evaluated. */
  default void started(int students) {}

  /** A stage starts computing; stages do not nest. */
  default void stageStarted(String subject, String stage) {}

  /** How far the stage is: {@code done} of {@code total}, which is 0 if nobody knows. */
  default void progress(String subject, String stage, long done, long total, String note) {}

  /**
   * A stage's artifact is there.
   *
   * @param seconds that computing it took, now or in earlier runs
   * @param cached whether it was found in the store, so that nothing was computed
   */
  default void stageEnded(String subject, String stage, double seconds, boolean cached) {}

  /** A student was made and evaluated under one attack. */
  default void cellDone(CellResult cell) {}

  /**
   * A cell failed and was recorded as such; the rest continues.
   *
   * @param error with its causes; the same for all cells that failed for one reason
   */
  default void cellFailed(CellResult cell, Throwable error) {}

  /** Everything measured so far; called after every student. */
  default void results(SuiteResult soFar) {}

  /** Something that the user should know, one sentence. */
  default void note(String message) {}
}

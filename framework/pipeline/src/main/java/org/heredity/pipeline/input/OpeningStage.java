package org.heredity.pipeline.input;

import org.heredity.api.dataset.OpeningProgress;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * Tells a listener how a dataset is opened: as a stage, which starts when there is something to
 * tell. Opening what was opened before is no stage.
 */
public final class OpeningStage implements OpeningProgress, AutoCloseable {
  private static final String STAGE = "open";

  private final SuiteListener listener;
  private final String subject;
  private final long start = System.nanoTime();
  private boolean started;

  /** The opening of the dataset {@code subject}, which starts now. */
  public OpeningStage(SuiteListener listener, String subject) {
    this.listener = listener;
    this.subject = subject;
  }

  @Override
  public void at(long done, long total, String what) {
    if (!started) {
      listener.stageStarted(subject, STAGE);
      started = true;
    }
    listener.progress(subject, STAGE, done, total, what);
  }

  /** To be called however the opening ends. */
  @Override
  public void close() {
    if (started) {
      listener.stageEnded(subject, STAGE, (System.nanoTime() - start) / 1e9, false);
    }
  }
}

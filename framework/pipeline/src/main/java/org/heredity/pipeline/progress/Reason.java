package org.heredity.pipeline.progress;

import org.heredity.api.config.UsageException;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.DataException;
import org.heredity.engine.memory.NonFiniteException;

/** Why something failed, in one line for people. */
public final class Reason {
  private Reason() {}

  public static String of(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    if (e instanceof OutOfMemoryError) {
      return "not enough memory: " + message + "; lower batch-size or give the process more";
    }
    boolean forUsers =
        e instanceof DataException
            || e instanceof UsageException
            || e instanceof CheckpointException
            || e instanceof TrainingException
            || e instanceof NonFiniteException;
    return forUsers ? message : e.getClass().getSimpleName() + ": " + message;
  }
}

package org.heredity.api.train;

/**
 * Training cannot continue, as when the loss is no longer a finite number. The message says at
 * which step of which stage, and what to do.
 */
public class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Ends a stage.
   *
   * @param message what happened, where, and what to do
   */
  public TrainingException(String message) {
    super(message);
  }

  /**
   * Ends a stage.
   *
   * @param message what happened, where, and what to do
   * @param cause what it was noticed by
   */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}

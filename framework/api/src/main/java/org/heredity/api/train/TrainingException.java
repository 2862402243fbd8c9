package org.heredity.api.train;

/**
 * Training cannot go on, as when the loss is no longer a number. The message says where and what to
 * do.
 */
public class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }
}

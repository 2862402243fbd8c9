package org.heredity.api.config;

/**
 * What the user asked for cannot be: an unknown name, a value out of range, settings that exclude
 * each other. The message names the option, what was expected, what came and what to do.
 */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that the program found itself.
   *
   * @param message which option, what was expected, what came and what to do
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * An error that another one led to.
   *
   * @param message which option, what was expected, what came and what to do
   * @param cause the other one
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

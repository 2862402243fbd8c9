package org.heredity.data;

/**
 * Images or a dataset cannot be used. The message names the file, what was expected, what came and
 * what to do.
 */
public class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}

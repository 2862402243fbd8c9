package org.heredity.core.store;

/**
 * A folder cannot be worked in: it is full, read-only, or another process holds it. The message
 * names the folder or file and says what to do. Nothing is left half-written.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}

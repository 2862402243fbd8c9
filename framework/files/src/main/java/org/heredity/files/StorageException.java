package org.heredity.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;

/**
 * A folder cannot be worked in: it is full, read-only, or another process holds it. The message
 * names the folder or file and says what to do. Nothing is left half-written.
 */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What an error of the file system means for the user.
   *
   * @param what was tried, such as {@code write F}
   */
  public static StorageException of(String what, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    String text = reason == null ? e.getClass().getSimpleName() : reason;
    String remedy;
    if (text.contains("No space left") || text.contains("quota")) {
      remedy = "free some space and run again: what is done is kept";
    } else if (e instanceof AccessDeniedException
        || e.getCause() instanceof ReadOnlyFileSystemException
        || text.contains("Read-only")
        || text.contains("Permission denied")) {
      text = e instanceof AccessDeniedException ? "permission denied" : text;
      remedy = "make it writable, or choose another folder";
    } else {
      remedy = "check the folder and run again: what is done is kept";
    }
    return new StorageException("cannot " + what + ": " + text + "; " + remedy, e);
  }
}

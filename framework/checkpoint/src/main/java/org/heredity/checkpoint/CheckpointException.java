package org.heredity.checkpoint;

import java.nio.file.Path;

/**
 * A checkpoint cannot be used: its file is damaged, hostile or of an unknown format, or its tensors
 * do not fit. The message names the file, what was expected, what came and what to do.
 */
public class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same of a file, whose name the message then begins with. */
  public CheckpointException in(Path file) {
    boolean named = getMessage().startsWith(file.toString());
    return named ? this : new CheckpointException(file + ": " + getMessage(), this);
  }
}

package org.heredity.pipeline.cache;

import org.heredity.files.StorageException;

/** What others were to make is not there. */
public final class NotMadeException extends StorageException {
  private static final long serialVersionUID = 1L;

  NotMadeException(String message) {
    super(message);
  }
}

package org.heredity.cli;

import com.beust.jcommander.ParameterException;
import com.google.inject.CreationException;
import com.google.inject.ProvisionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import org.heredity.api.config.UsageException;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.cli.console.ErrorLog;
import org.heredity.cli.console.ExitCode;
import org.heredity.data.DataException;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.files.StorageException;

/**
 * What went wrong, for the user.
 *
 * @param code what the process ends with
 * @param message one line
 */
record Failure(ExitCode code, String message) {

  /** Tells what an exception means. An unexpected one is written to the log, which is named. */
  static Failure of(Throwable error, ErrorLog log) {
    if (error instanceof UsageException
        || error instanceof ParameterException
        || error instanceof TrainingException) {
      return new Failure(ExitCode.USAGE, oneLine(error.getMessage()));
    }
    if (error instanceof DataException) {
      return new Failure(ExitCode.DATA, oneLine(error.getMessage()));
    }
    if (error instanceof CheckpointException || error instanceof NonFiniteException) {
      return new Failure(ExitCode.CHECKPOINT, oneLine(error.getMessage()));
    }
    if (error instanceof StorageException) {
      return new Failure(ExitCode.IO, oneLine(error.getMessage()));
    }
    if (error instanceof InvalidPathException path) {
      return new Failure(ExitCode.USAGE, path(path));
    }
    if (error instanceof IOException io) {
      return new Failure(ExitCode.IO, io(io));
    }
    if (error instanceof UncheckedIOException) {
      return of(error.getCause(), log);
    }
    Throwable cause = error.getCause();
    if ((error instanceof ProvisionException || error instanceof CreationException)
        && cause != null) {
      return of(cause, log);
    }
    if (error instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.INTERNAL,
          "out of memory ("
              + oneLine(error.getMessage())
              + "); use a smaller batch-size, or set HEREDITY_HEAP and HEREDITY_NATIVE to more, see"
              + " README; log: "
              + log.write(error));
    }
    return new Failure(
        ExitCode.INTERNAL,
        "a defect of Heredity: "
            + oneLine(error.toString())
            + "; please report it with the log "
            + log.write(error));
  }

  private static String path(InvalidPathException error) {
    String encoding = System.getProperty("sun.jnu.encoding");
    return "no file can be named '"
        + oneLine(error.getInput().replace('\0', ' '))
        + "' here ("
        + oneLine(error.getReason())
        + "); "
        + ("UTF-8".equals(encoding)
            ? "write another name"
            : "the locale's encoding is "
                + encoding
                + ": set LC_ALL to C.UTF-8 or another of UTF-8");
  }

  private static String io(IOException error) {
    String file = error instanceof FileSystemException system ? system.getFile() : null;
    if (error instanceof AccessDeniedException) {
      return "'" + file + "' may not be read or written; check its permissions";
    }
    return oneLine(
        (error instanceof FileSystemException ? error.getClass().getSimpleName() + ": " : "")
            + error.getMessage()
            + "; check the file and the space left");
  }

  private static String oneLine(String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}

package org.heredity.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Stack traces with their causes, for whoever mends what failed: a file among the system's
 * temporary ones, made with the first. Not thread-safe.
 */
public final class ErrorLog {
  private final String version;
  private final Set<Throwable> written = Collections.newSetFromMap(new IdentityHashMap<>());
  private Path file;

  /**
   * A log that has nothing in it yet.
   *
   * @param version Heredity's
   */
  public ErrorLog(String version) {
    this.version = version;
  }

  /** Whether an error stands in the log. */
  public boolean has(Throwable error) {
    return written.contains(error);
  }

  /**
   * Writes an error, unless it stands there already.
   *
   * @return the file's name, or in parentheses why there is none
   */
  public String write(Throwable error) {
    try {
      if (file == null) {
        file = Files.createTempFile("heredity-error-", ".log");
        append("Heredity " + version + ", Java " + Runtime.version() + ", " + system() + "\n");
      }
      if (written.add(error)) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        append(trace.toString());
      }
      return file.toString();
    } catch (IOException e) {
      return "(which could not be written: " + e.getMessage() + ")";
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static String system() {
    return System.getProperty("os.name");
  }
}

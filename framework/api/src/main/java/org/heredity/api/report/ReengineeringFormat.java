package org.heredity.api.report;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.result.Reengineering;

/**
 * Writes the result of re-engineering in one form. Implementations are stateless and thread-safe.
 */
public interface ReengineeringFormat {
  /**
   * Writes its files; every file is replaced atomically.
   *
   * @param result what to report
   * @param directory where to write; it exists
   * @throws IOException if a file cannot be written
   */
  void write(Reengineering result, Path directory) throws IOException;
}

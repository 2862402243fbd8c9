package org.heredity.api.report;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.result.TablesResult;

/**
 * Writes the tables of re-engineered classifiers in one form. Implementations are stateless and
 * thread-safe.
 */
public interface TablesFormat {
  /**
   * Writes its files; every file is replaced atomically.
   *
   * @param result what to report
   * @param directory where to write; it exists
   * @throws IOException if a file cannot be written
   */
  void write(TablesResult result, Path directory) throws IOException;
}

package org.heredity.api.report;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.result.SuiteResult;

/** Writes a suite's results in one form. Implementations are stateless and thread-safe. */
public interface ReportFormat {
  /**
   * What it is called, such as {@code html}.
   *
   * @return a name in kebab case, unlike that of every other format
   */
  String name();

  /**
   * What it writes, for {@code list}.
   *
   * @return a phrase without a full stop
   */
  String description();

  /**
   * Writes its files; every file is replaced atomically.
   *
   * @param result what to report
   * @param directory where to write; it exists and may hold an older report
   * @throws IOException if a file cannot be written
   */
  void write(SuiteResult result, Path directory) throws IOException;
}

package org.heredity.api.report;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.result.SuiteResult;

/** Writes a suite's results in one form. Implementations are stateless and thread-safe. */
public interface ReportFormat {
  /** What it is called, such as {@code html}. */
  String name();

  /** What it writes, in a phrase. */
  String description();

  /**
   * Writes its files into {@code directory}, which exists and may hold an older report; every file
   * is replaced atomically.
   */
  void write(SuiteResult result, Path directory) throws IOException;
}

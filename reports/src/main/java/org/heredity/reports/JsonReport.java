package org.heredity.reports;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.core.report.AtomicFile;
import org.heredity.core.report.ReportFormat;
import org.heredity.core.result.ResultsJson;
import org.heredity.core.result.SuiteResult;

/** {@code results.json}: everything, for programs. */
public final class JsonReport implements ReportFormat {
  @Override
  public String name() {
    return "json";
  }

  @Override
  public String description() {
    return "results.json, everything that was measured";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    AtomicFile.write(directory.resolve(ResultsJson.FILE), ResultsJson.write(result));
  }
}

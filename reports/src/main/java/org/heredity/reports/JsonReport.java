package org.heredity.reports;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.files.AtomicFile;

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

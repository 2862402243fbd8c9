package com.example.heredity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.files.AtomicFile;

/** {@code summary.tsv}: a row for each target, method and attack, with means over the seeds. */
public final class SummaryTable implements ReportFormat {
  @Override
  public String name() {
    return "summary";
  }

  @Override
  public String description() {
    return "summary.tsv, a row for each target, method and attack";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    StringBuilder table = new StringBuilder("target\tmethod\tattack\tseeds\tacc\tdir\n");
    for (Summary summary : result.summaries()) {
      List<Object> row =
          List.of(
              summary.target(),
              summary.method(),
              summary.attack(),
              summary.seeds(),
              summary.acc().mean(),
              summary.dir().mean());
      table.append(String.join("\t", row.stream().map(Object::toString).toList())).append('\n');
    }
    byte[] text = table.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(directory.resolve("summary.tsv"), text);
  }
}

package org.heredity.reports.html;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.SuiteResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.chart.FigureKind;

/** {@code index.html}: one page that needs nothing beside itself. */
public final class HtmlReport implements ReportFormat {
  private final List<FigureKind> kinds;

  @Inject
  public HtmlReport(Set<FigureKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String name() {
    return "html";
  }

  @Override
  public String description() {
    return "index.html, one page with charts, tables and gallery";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    String page = new Page(kinds, new Pictures(directory)).of(result);
    AtomicFile.write(directory.resolve("index.html"), page.getBytes(StandardCharsets.UTF_8));
  }
}

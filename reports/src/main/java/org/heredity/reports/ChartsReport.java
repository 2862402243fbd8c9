package org.heredity.reports;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.heredity.core.report.AtomicFile;
import org.heredity.core.report.ReportFormat;
import org.heredity.core.result.SuiteResult;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.PngWriter;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;

/** {@code charts/}: every figure as SVG, and as PNG for light and dark backgrounds. */
public final class ChartsReport implements ReportFormat {
  private final List<FigureKind> kinds;
  private final SvgWriter svg = new SvgWriter();
  private final PngWriter png = new PngWriter();

  @Inject
  ChartsReport(Set<FigureKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String name() {
    return "charts";
  }

  @Override
  public String description() {
    return "charts/*.svg and *.png, each figure of the page";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    Path charts = directory.resolve("charts");
    for (FigureKind kind : kinds) {
      for (Figure figure : kind.of(result)) {
        AtomicFile.write(charts.resolve(figure.id() + ".svg"), svg.file(figure));
        AtomicFile.write(charts.resolve(figure.id() + ".png"), png.file(figure, Theme.LIGHT));
        AtomicFile.write(charts.resolve(figure.id() + "-dark.png"), png.file(figure, Theme.DARK));
      }
    }
  }
}

package org.heredity.reports;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.SuiteResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.chart.PngWriter;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code charts/}: every figure as SVG, and as PNG for light and dark backgrounds. */
public final class ChartsReport implements ReportFormat {
  private static final Logger LOG = LoggerFactory.getLogger(ChartsReport.class);

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
    try {
      draw(result, directory.resolve("charts"));
    } catch (NoFontsException e) {
      // The other formats still say everything.
      LOG.warn(e.getMessage());
    }
  }

  private void draw(SuiteResult result, Path charts) throws IOException {
    for (FigureKind kind : kinds) {
      for (Figure figure : kind.of(result)) {
        AtomicFile.write(charts.resolve(figure.id() + ".svg"), svg.file(figure));
        AtomicFile.write(charts.resolve(figure.id() + ".png"), png.file(figure, Theme.LIGHT));
        AtomicFile.write(charts.resolve(figure.id() + "-dark.png"), png.file(figure, Theme.DARK));
      }
    }
  }
}

package org.heredity.reports.html;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.heredity.api.report.ReengineeringFormat;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.Reengineering.Problem;
import org.heredity.files.AtomicFile;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.chart.PngWriter;
import org.heredity.reports.chart.SearchConvergence;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;
import org.heredity.reports.text.NumberFormats;

/**
 * {@code index.html} of a re-engineering, with SEAM's Tables I, II, IV, V and VI in one table and
 * its Figure 5 for every problem; the figures also as {@code charts/*.svg} and {@code *.png}.
 */
public final class ReengineeringPage implements ReengineeringFormat {
  private static final int TIMED = 5;

  @Inject
  public ReengineeringPage() {}

  @Override
  public void write(Reengineering result, Path directory) throws IOException {
    List<Figure> figures =
        result.problems().stream()
            .filter(problem -> !problem.curve().isEmpty())
            .map(SearchConvergence::of)
            .toList();
    Element shown = Element.of("div", "figures");
    try {
      for (Figure figure : figures) {
        shown.with(Document.figure(figure));
        Path charts = directory.resolve("charts");
        AtomicFile.write(charts.resolve(figure.id() + ".svg"), new SvgWriter().file(figure));
        AtomicFile.write(
            charts.resolve(figure.id() + ".png"), new PngWriter().file(figure, Theme.LIGHT));
      }
    } catch (NoFontsException e) {
      shown.with(Element.of("p", "note").text(e.getMessage()));
    }
    AtomicFile.write(
        directory.resolve("index.html"), page(result, shown).getBytes(StandardCharsets.UTF_8));
  }

  private static String page(Reengineering result, Element figures) throws IOException {
    String title = "Re-engineering " + result.checkpoint();
    String subtitle =
        String.join(
            " · ",
            result.network(),
            result.dataset(),
            result.preprocessing(),
            result.protocol() + " protocol",
            "seed " + result.seed());
    Element main = Element.of("main");
    main.with(
        Element.of("section", "overview")
            .with(Element.of("p", "verdict plain").text(verdict(result.problems()))),
        Element.of("section").with(Element.text("h2", "Problems"), table(result.problems())),
        Element.of("section").with(Element.text("h2", "Mask searches"), figures));
    return Document.of(title, Document.header(title, subtitle), main);
  }

  private static String verdict(List<Problem> problems) {
    if (problems.isEmpty()) {
      return "Nothing was re-engineered.";
    }
    return String.format(
        Locale.ROOT,
        "%s%s fewer weights, accuracy from %s to %s, FLOPs from %s to %s million an image.",
        problems.size() == 1 ? "" : "Mean of " + problems.size() + " problems: ",
        NumberFormats.percent(1 - mean(problems, Problem::weightsKept)),
        NumberFormats.percent(mean(problems, Problem::accOriginal)),
        NumberFormats.percent(mean(problems, Problem::accReengineered)),
        millions(mean(problems, Problem::flopsOriginal)),
        millions(mean(problems, Problem::flopsReengineered)));
  }

  private static Element table(List<Problem> problems) {
    boolean timed = problems.stream().anyMatch(p -> p.overhead() != null);
    boolean compared = problems.stream().anyMatch(p -> !Double.isNaN(p.accScratch()));
    HtmlTable table =
        new HtmlTable("Shares in %; the head is not counted among the weights")
            .textColumn("Problem", "")
            .numberColumn("Test images", "")
            .numberColumn("ACC before", "")
            .numberColumn("ACC after", "");
    if (compared) {
      table.numberColumn("ACC from scratch", "Same architecture, trained for the problem alone");
    }
    table
        .numberColumn("Retained", "Convolution weights retained")
        .numberColumn("FLOPs before, million", "As fvcore counts them")
        .numberColumn("FLOPs after", "If those on removed weights cost nothing");
    if (timed) {
      table
          .numberColumn("FLOPs compact", "Of the channels that are left, zero weights counted")
          .numberColumn("Time before, ms", "Of a batch of 16, median of 200 runs")
          .numberColumn("Masked", "The same kernels, zeros for removed weights")
          .numberColumn("Compact", "Useless channels gone, sparse kernels where they are faster")
          .numberColumn("Times as fast", "Compact against before; below 1 is slower");
    }
    table.numberColumn("Search", "Time that it took");
    for (Problem p : problems) {
      table
          .row()
          .cell(p.name())
          .number(p.images(), "" + p.images())
          .number(p.accOriginal(), NumberFormats.hundred(p.accOriginal()))
          .number(p.accReengineered(), NumberFormats.hundred(p.accReengineered()));
      if (compared) {
        table.number(p.accScratch(), NumberFormats.hundred(p.accScratch()));
      }
      table
          .number(
              p.weightsKept(),
              NumberFormats.hundred(p.weightsKept()),
              "",
              p.kept().weightsKept() + " of " + p.kept().weights() + " weights")
          .number(p.flopsOriginal(), millions(p.flopsOriginal()))
          .number(p.flopsReengineered(), millions(p.flopsReengineered()));
      if (timed) {
        costs(table, p.overhead());
      }
      table.number(p.seconds(), NumberFormats.duration(p.seconds()));
    }
    return table.element();
  }

  private static void costs(HtmlTable table, Overhead cost) {
    if (cost == null) {
      for (int column = 0; column < TIMED; column++) {
        table.number(Double.NaN, NumberFormats.NONE);
      }
      return;
    }
    table
        .number(cost.flopsCompact(), millions(cost.flopsCompact()))
        .number(cost.original(), decimal(cost.original()))
        .number(cost.masked(), decimal(cost.masked()))
        .number(
            cost.compact(),
            decimal(cost.compact()),
            "",
            cost.channelsKept()
                + " of "
                + cost.channels()
                + " channels, sparse kernels: "
                + cost.sparse().size())
        .number(cost.speedUp(), decimal(cost.speedUp()));
  }

  private static double mean(List<Problem> problems, ToDoubleFunction<Problem> share) {
    return problems.stream().mapToDouble(share).average().orElse(Double.NaN);
  }

  private static String millions(double operations) {
    return String.format(Locale.ROOT, "%.2f", operations / 1e6);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}

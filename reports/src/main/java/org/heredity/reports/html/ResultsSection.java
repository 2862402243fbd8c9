package org.heredity.reports.html;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.reports.text.ExcessSummary;
import org.heredity.reports.text.NumberFormats;

/** The main table: a row a target, method and attack. */
final class ResultsSection implements Section {
  @Override
  public String id() {
    return "results";
  }

  @Override
  public String heading() {
    return "Results";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    List<Summary> summaries = result.summaries();
    boolean published =
        summaries.stream().anyMatch(s -> !PublishedComparison.find(result, s).isEmpty());
    HtmlTable table =
        new HtmlTable("Shares in %, with 95% intervals; over several seeds their mean")
            .textColumn("Target", "")
            .textColumn("Method", "")
            .attackColumn(result)
            .numberColumn("Seeds", "Students measured")
            .numberColumn("ACC", "Share of clean test images classified correctly");
    publishedColumn(table, published);
    table.numberColumn(
        "DIR",
        "Of the images classified correctly when clean, the share that is wrong on the adversarial"
            + " version");
    publishedColumn(table, published);
    table
        .numberColumn("Rounded", "DIR with the adversarial images rounded to 8 bits")
        .numberColumn("Noise", "DIR under uniform noise of the same epsilon, a control")
        .numberColumn("Adv. error", "Share of all test images wrong when adversarial")
        .numberColumn("Retained", "Convolution weights that are not zero")
        .numberColumn(
            "Moved",
            "How far the convolution weights moved from the teacher's, relative to their norm")
        .numberColumn("Time", "Making and evaluating one student, without what is shared");
    for (Summary s : summaries) {
      table.row().cell(s.target()).cell(s.method()).attack(s.attack());
      table.number(
          s.seeds(), s.failed() == 0 ? "" + s.seeds() : s.seeds() + " (" + s.failed() + " failed)");
      List<PublishedFigure> papers = PublishedComparison.find(result, s);
      estimate(table, s.acc(), s, true, result);
      published(table, published, papers, PublishedFigure::acc);
      estimate(table, s.dir(), s, false, result);
      published(table, published, papers, PublishedFigure::dir);
      table.number(s.roundedDir(), NumberFormats.hundred(s.roundedDir()));
      table.number(s.noiseDir(), NumberFormats.hundred(s.noiseDir()));
      table.number(s.adversarialError(), NumberFormats.hundred(s.adversarialError()));
      table.number(s.weightsKept(), NumberFormats.hundred(s.weightsKept()));
      table.number(s.moved(), NumberFormats.hundred(s.moved()));
      table.number(s.seconds(), NumberFormats.duration(s.seconds()));
    }
    Element content = Element.of("div").with(table.element());
    excess(result).ifPresent(content::with);
    return Optional.of(content);
  }

  /** What the controls leave of each DIR; long tables are folded. */
  private static Optional<Element> excess(SuiteResult result) {
    List<ExcessSummary> all = ExcessSummary.of(result);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    boolean floor = all.stream().anyMatch(e -> !Double.isNaN(e.overFloor().mean()));
    HtmlTable table =
        new HtmlTable("DIR minus that of its controls on the same images, in points of a hundred")
            .textColumn("Target", "")
            .textColumn("Method", "")
            .attackColumn(result)
            .numberColumn("DIR", "Mean over the seeds")
            .numberColumn("Over noise", "DIR minus that under uniform noise of the same epsilon");
    if (floor) {
      table.numberColumn("Over floor", "DIR minus that of a network that never saw the teacher");
    }
    for (ExcessSummary e : all) {
      Summary s = e.summary();
      table.row().cell(s.target()).cell(s.method()).attack(s.attack());
      table.number(s.dir().mean(), NumberFormats.hundred(s.dir().mean()));
      estimate(table, e.overNoise(), "");
      if (floor) {
        estimate(table, e.overFloor(), "");
      }
    }
    return Optional.of(table.folded("What noise and floor leave of each DIR", all.size()));
  }

  private static void publishedColumn(HtmlTable table, boolean any) {
    if (any) {
      table.numberColumn("Published", "The paper's figure, where it has one of the same students");
    }
  }

  private static void published(
      HtmlTable table,
      boolean any,
      List<PublishedFigure> papers,
      ToDoubleFunction<PublishedFigure> share) {
    if (!any) {
      return;
    }
    double first =
        papers.stream()
            .mapToDouble(share)
            .filter(value -> !Double.isNaN(value))
            .findFirst()
            .orElse(Double.NaN);
    if (Double.isNaN(first)) {
      table.number(first, NumberFormats.NONE);
      return;
    }
    String tip =
        papers.stream()
            .flatMap(one -> Stream.concat(Stream.of(one.source()), one.remarks().stream()))
            .distinct()
            .collect(Collectors.joining("\n"));
    table.number(first, PublishedFigure.printed(papers, share), "", tip);
  }

  private static void estimate(
      HtmlTable table, Estimate estimate, Summary summary, boolean acc, SuiteResult result) {
    StringBuilder tip = new StringBuilder();
    result.cells().stream()
        .filter(
            c ->
                c.done()
                    && c.target().equals(summary.target())
                    && c.method().equals(summary.method())
                    && c.attack().equals(summary.attack()))
        .forEach(
            c ->
                tip.append("seed ")
                    .append(c.seed())
                    .append(": ")
                    .append(acc ? c.accNumerator() : c.dirNumerator())
                    .append(" of ")
                    .append(acc ? c.accDenominator() : c.dirDenominator())
                    .append('\n'));
    estimate(table, estimate, tip.toString());
  }

  private static void estimate(HtmlTable table, Estimate estimate, String counts) {
    if (Double.isNaN(estimate.mean())) {
      table.number(Double.NaN, NumberFormats.NONE);
      return;
    }
    table.number(
        estimate.mean(),
        NumberFormats.hundred(estimate.mean()),
        NumberFormats.interval(estimate.interval()),
        counts + NumberFormats.intervalKind(estimate.interval()));
  }
}

package org.heredity.reports.chart;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.reports.text.NumberFormats;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.data.category.DefaultCategoryDataset;

/** Shares in groups of bars, one colour a series, with intervals and values. */
final class GroupedBars {
  private static final int MOST_LABELLED = 24;

  private final List<Series> series;
  private final List<Bar> bars;
  private final List<String> groups;

  /**
   * The bars of one colour.
   *
   * @param name as the legend has it
   * @param colour its number in the theme
   */
  record Series(String name, int colour) {}

  /**
   * A bar.
   *
   * @param group name of the group that it stands in
   * @param series name of its series
   * @param share its height and interval; no bar is drawn if the mean is NaN
   * @param published values for a dashed line across it
   * @param words the values in words
   */
  record Bar(String group, String series, Estimate share, List<Double> published, String words) {
    /** What it says to those who point at it or cannot see it. */
    String inWords() {
      return group + ", " + series + ": " + words;
    }
  }

  /**
   * @param series in their order; those without a bar are left out
   * @param bars in the order of the groups
   */
  GroupedBars(List<Series> series, List<Bar> bars) {
    this.series =
        series.stream()
            .filter(one -> bars.stream().anyMatch(bar -> bar.series().equals(one.name())))
            .toList();
    this.bars = List.copyOf(bars);
    this.groups = bars.stream().map(Bar::group).distinct().toList();
  }

  /**
   * A group a target, a series a method.
   *
   * @param summaries of one attack
   * @param result whose methods have one colour each in all charts
   * @param published the same share of a published figure, for a line across the bar
   */
  static GroupedBars byTarget(
      List<Summary> summaries,
      SuiteResult result,
      Function<Summary, Estimate> share,
      ToDoubleFunction<PublishedFigure> published) {
    List<String> methods = Facts.methods(result);
    return new GroupedBars(
        methods.stream().map(method -> new Series(method, methods.indexOf(method))).toList(),
        summaries.stream().map(s -> bar(s, result, share.apply(s), published)).toList());
  }

  private static Bar bar(
      Summary summary,
      SuiteResult result,
      Estimate share,
      ToDoubleFunction<PublishedFigure> publishedShare) {
    List<PublishedFigure> papers = PublishedComparison.find(result, summary);
    String printed = PublishedFigure.printed(papers, publishedShare);
    return new Bar(
        summary.target(),
        summary.method(),
        share,
        papers.stream()
            .map(publishedShare::applyAsDouble)
            .filter(value -> !Double.isNaN(value))
            .toList(),
        NumberFormats.estimate(share) + (printed.isEmpty() ? "" : ", published " + printed));
  }

  int width() {
    int places = groups.size() * series.size();
    return Math.max(480, Math.min(1600, 110 + (places > MOST_LABELLED ? 25 : 40) * places));
  }

  /** The values in words, for those who cannot see the bars. */
  String alternative() {
    return bars.stream().map(Bar::inWords).collect(Collectors.joining("; ")) + ".";
  }

  /** What the dashed lines are; empty where there are none. */
  String legend() {
    return bars.stream().allMatch(bar -> bar.published().isEmpty())
        ? ""
        : " Dashed lines are published figures.";
  }

  JFreeChart draw(Theme theme) {
    ChartStyle style = new ChartStyle(theme);
    DefaultCategoryDataset dataset = new DefaultCategoryDataset();
    for (Series one : series) {
      for (String group : groups) {
        dataset.setValue(
            bar(one.name(), group)
                .map(bar -> bar.share().mean())
                .filter(mean -> !Double.isNaN(mean))
                .orElse(null),
            one.name(),
            group);
      }
    }
    IntervalBars renderer =
        new IntervalBars(
            style,
            (of, group) -> bar(of, group).orElseThrow(),
            groups.size() * series.size() <= MOST_LABELLED);
    for (int i = 0; i < series.size(); i++) {
      renderer.setSeriesPaint(i, style.series(series.get(i).colour()));
    }
    CategoryAxis categories = style.categoryAxis();
    categories.setCategoryMargin(0.18);
    categories.setLowerMargin(margin());
    categories.setUpperMargin(margin());
    categories.setMaximumCategoryLabelLines(2);
    CategoryPlot plot = new CategoryPlot(dataset, categories, style.percentAxis(null), renderer);
    plot.setOrientation(PlotOrientation.VERTICAL);
    style.grid(plot);
    return style.chart(plot, true);
  }

  /** Beside the bars; the few of a single group stand together in the middle. */
  private double margin() {
    return groups.size() > 1 ? 0.02 : Math.max(0.02, (1 - 0.16 * series.size()) / 2);
  }

  private Optional<Bar> bar(Comparable<?> seriesName, Comparable<?> group) {
    return bars.stream()
        .filter(bar -> bar.series().equals(seriesName) && bar.group().equals(group))
        .findFirst();
  }
}

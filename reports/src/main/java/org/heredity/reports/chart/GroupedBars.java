package org.heredity.reports.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.reports.text.NumberFormats;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** A share by target and method: a group of bars a target, with intervals and values. */
final class GroupedBars {
  private static final int MOST_LABELLED = 24;
  private static final BasicStroke DASHED =
      new BasicStroke(
          1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 2}, 0);

  private final List<Summary> summaries;
  private final Function<Summary, Estimate> share;
  private final ToDoubleFunction<PublishedFigure> publishedShare;
  private final SuiteResult result;
  private final List<String> methods;
  private final List<String> targets;

  /**
   * @param summaries of one attack
   * @param result whose methods have one colour each in all charts
   * @param published the same share of a published figure, for a line across the bar
   */
  GroupedBars(
      List<Summary> summaries,
      SuiteResult result,
      Function<Summary, Estimate> share,
      ToDoubleFunction<PublishedFigure> published) {
    this.summaries = summaries;
    this.result = result;
    this.share = share;
    this.publishedShare = published;
    this.methods = Facts.methods(result);
    this.targets = summaries.stream().map(Summary::target).distinct().toList();
  }

  int width() {
    int bars = targets.size() * shownMethods().size();
    return Math.max(480, Math.min(1600, 110 + (bars > MOST_LABELLED ? 25 : 46) * bars));
  }

  /** The values in words, for those who cannot see the bars. */
  String alternative() {
    List<String> parts = new ArrayList<>();
    for (Summary summary : summaries) {
      parts.add(summary.target() + ", " + summary.method() + ": " + words(summary));
    }
    return String.join("; ", parts) + ".";
  }

  JFreeChart draw(Theme theme) {
    ChartStyle style = new ChartStyle(theme);
    DefaultCategoryDataset dataset = new DefaultCategoryDataset();
    for (String method : shownMethods()) {
      for (String target : targets) {
        Estimate estimate = estimate(method, target);
        Double value = estimate == null || Double.isNaN(estimate.mean()) ? null : estimate.mean();
        dataset.setValue(value, method, target);
      }
    }
    BarRenderer renderer = new IntervalBars(style);
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setItemMargin(0.06);
    renderer.setMaximumBarWidth(0.12);
    renderer.setDefaultToolTipGenerator((data, row, column) -> tooltip(data, row, column));
    for (int i = 0; i < shownMethods().size(); i++) {
      renderer.setSeriesPaint(i, style.series(methods.indexOf(shownMethods().get(i))));
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

  /** Beside the bars; the few of a single target stand together in the middle. */
  private double margin() {
    return targets.size() > 1 ? 0.02 : Math.max(0.02, (1 - 0.16 * shownMethods().size()) / 2);
  }

  private List<String> shownMethods() {
    return methods.stream()
        .filter(method -> summaries.stream().anyMatch(s -> s.method().equals(method)))
        .toList();
  }

  private Optional<Summary> summary(String method, String target) {
    return summaries.stream()
        .filter(s -> s.method().equals(method) && s.target().equals(target))
        .findFirst();
  }

  private Estimate estimate(String method, String target) {
    return summary(method, target).map(share).orElse(null);
  }

  private String words(Summary summary) {
    String paper =
        PublishedFigure.printed(PublishedComparison.find(result, summary), publishedShare);
    return NumberFormats.estimate(share.apply(summary))
        + (paper.isEmpty() ? "" : ", published " + paper);
  }

  private double[] published(Summary summary) {
    return PublishedComparison.find(result, summary).stream()
        .mapToDouble(publishedShare)
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /** What the dashed lines are; empty where there are none. */
  String legend() {
    return summaries.stream().allMatch(s -> published(s).length == 0)
        ? ""
        : " Dashed lines are published figures.";
  }

  private String tooltip(CategoryDataset data, int row, int column) {
    String method = (String) data.getRowKey(row);
    String target = (String) data.getColumnKey(column);
    return target + ", " + method + ": " + summary(method, target).map(this::words).orElse("");
  }

  /** Bars with an interval as a thin line, and the value above. */
  private final class IntervalBars extends BarRenderer {
    private static final long serialVersionUID = 1L;

    private final transient ChartStyle style;

    IntervalBars(ChartStyle style) {
      this.style = style;
    }

    @Override
    public void drawItem(
        Graphics2D g2,
        CategoryItemRendererState state,
        Rectangle2D area,
        CategoryPlot plot,
        CategoryAxis domain,
        ValueAxis range,
        CategoryDataset data,
        int row,
        int column,
        int pass) {
      super.drawItem(g2, state, area, plot, domain, range, data, row, column, pass);
      Number value = data.getValue(row, column);
      if (value == null) {
        return;
      }
      double centre =
          calculateBarW0(
                  plot,
                  plot.getOrientation(),
                  area,
                  domain,
                  state,
                  state.getVisibleSeriesIndex(row),
                  column)
              + state.getBarWidth() / 2;
      RectangleEdge edge = plot.getRangeAxisEdge();
      double top = range.valueToJava2D(value.doubleValue(), area, edge);
      Interval interval =
          estimate((String) data.getRowKey(row), (String) data.getColumnKey(column)).interval();
      if (interval != null && !Double.isNaN(interval.low())) {
        double low = range.valueToJava2D(interval.low(), area, edge);
        double high = range.valueToJava2D(interval.high(), area, edge);
        g2.setPaint(style.theme().ink());
        g2.setStroke(new BasicStroke(1.3f));
        g2.draw(new Line2D.Double(centre, low, centre, high));
        g2.draw(new Line2D.Double(centre - 3, low, centre + 3, low));
        g2.draw(new Line2D.Double(centre - 3, high, centre + 3, high));
        top = Math.min(top, high);
      }
      summary((String) data.getRowKey(row), (String) data.getColumnKey(column))
          .ifPresent(
              summary -> {
                double half = state.getBarWidth() / 2 + 2;
                g2.setPaint(style.theme().ink());
                g2.setStroke(DASHED);
                for (double paper : published(summary)) {
                  double at = range.valueToJava2D(paper, area, edge);
                  g2.draw(new Line2D.Double(centre - half, at, centre + half, at));
                }
              });
      if (data.getRowCount() * data.getColumnCount() <= MOST_LABELLED) {
        String label = Math.round(100 * value.doubleValue()) + "%";
        g2.setFont(ChartStyle.font(11));
        g2.setPaint(style.theme().ink());
        double width = g2.getFontMetrics().getStringBounds(label, g2).getWidth();
        g2.drawString(label, (float) (centre - width / 2), (float) (top - 4));
      }
    }
  }
}

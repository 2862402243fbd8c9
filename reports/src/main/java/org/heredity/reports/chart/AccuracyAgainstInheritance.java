package org.heredity.reports.chart;

import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.reports.text.NumberFormats;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** DIR against ACC: a point a target and method, better to the lower right. */
public final class AccuracyAgainstInheritance implements FigureKind {
  private static final int MOST_LABELLED = 10;

  /** About the plot's size, half a mark's, and that of a name, in pixels. */
  private static final double PLOT_WIDTH = 395;

  private static final double PLOT_HEIGHT = 255;
  private static final double MARK = 6;
  private static final double LETTER = 6.2;
  private static final double LINE = 13;

  /** Where a name may stand, seen from it: upper right of its point, and so on. */
  private static final List<TextAnchor> ANCHORS =
      List.of(
          TextAnchor.BOTTOM_LEFT,
          TextAnchor.TOP_LEFT,
          TextAnchor.BOTTOM_RIGHT,
          TextAnchor.TOP_RIGHT);

  @Override
  public List<Figure> of(SuiteResult result) {
    List<String> attacks = Facts.attacks(result);
    List<Figure> figures = new ArrayList<>();
    for (String attack : attacks) {
      List<Summary> points =
          result.summaries().stream()
              .filter(s -> s.attack().equals(attack))
              .filter(s -> !Double.isNaN(s.acc().mean()) && !Double.isNaN(s.dir().mean()))
              .toList();
      if (points.size() < 2) {
        continue;
      }
      String under = attacks.size() > 1 ? " under " + attack : "";
      figures.add(
          new Figure(
              attacks.size() > 1 ? FigureId.of("acc-dir", attack) : "acc-dir",
              "Accuracy against inheritance" + under,
              "Better is lower right: accurate, and few inherited defects. "
                  + (labelled(points) ? "Labels name the target; " : "A point a target; ")
                  + "thin lines are the intervals of both shares.",
              "Scatter plot. " + alternative(points),
              480,
              340,
              theme -> draw(theme, points, Facts.methods(result))));
    }
    return figures;
  }

  private static String alternative(List<Summary> points) {
    List<String> parts = new ArrayList<>();
    for (Summary s : points) {
      parts.add(
          s.target()
              + ", "
              + s.method()
              + ": ACC "
              + NumberFormats.percent(s.acc().mean())
              + ", DIR "
              + NumberFormats.percent(s.dir().mean()));
    }
    return String.join("; ", parts) + ".";
  }

  private static JFreeChart draw(Theme theme, List<Summary> points, List<String> methods) {
    ChartStyle style = new ChartStyle(theme);
    XYIntervalSeriesCollection dataset = new XYIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setErrorPaint(theme.muted());
    renderer.setErrorStroke(new BasicStroke(1));
    renderer.setCapLength(3);
    XYPlot plot =
        new XYPlot(
            dataset,
            axis(style, "ACC on clean images", points, Summary::acc, false, 0.18),
            axis(style, "DIR", points, Summary::dir, true, 0.08),
            renderer);
    if (labelled(points)) {
      label(plot, theme, points);
    }
    List<List<Summary>> bySeries = new ArrayList<>();
    for (String method : methods) {
      List<Summary> mine = points.stream().filter(s -> s.method().equals(method)).toList();
      if (mine.isEmpty()) {
        continue;
      }
      int index = dataset.getSeriesCount();
      int colour = methods.indexOf(method);
      bySeries.add(mine);
      XYIntervalSeries series = new XYIntervalSeries(method, false, true);
      for (Summary s : mine) {
        Interval acc = spread(s.acc());
        Interval dir = spread(s.dir());
        series.add(s.acc().mean(), acc.low(), acc.high(), s.dir().mean(), dir.low(), dir.high());
      }
      dataset.addSeries(series);
      renderer.setSeriesPaint(index, style.series(colour));
      renderer.setSeriesShape(index, ChartStyle.mark(colour));
    }
    renderer.setDefaultToolTipGenerator(
        (data, series, item) -> {
          Summary s = bySeries.get(series).get(item);
          return s.target()
              + ", "
              + s.method()
              + ": ACC "
              + NumberFormats.estimate(s.acc())
              + ", DIR "
              + NumberFormats.estimate(s.dir());
        });
    style.grid(plot);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(theme.grid());
    plot.setDomainGridlineStroke(new BasicStroke(1));
    return style.chart(plot, true);
  }

  /** Names the targets, each where it covers neither a point nor another name. */
  private static void label(XYPlot plot, Theme theme, List<Summary> points) {
    Range across = plot.getDomainAxis().getRange();
    Range up = plot.getRangeAxis().getRange();
    List<Rectangle2D> taken = new ArrayList<>();
    double[][] at = new double[points.size()][];
    for (int i = 0; i < at.length; i++) {
      Summary s = points.get(i);
      at[i] =
          new double[] {
            (s.acc().mean() - across.getLowerBound()) / across.getLength() * PLOT_WIDTH,
            (up.getUpperBound() - s.dir().mean()) / up.getLength() * PLOT_HEIGHT
          };
      taken.add(new Rectangle2D.Double(at[i][0] - MARK, at[i][1] - MARK, 2 * MARK, 2 * MARK));
    }
    for (int i = 0; i < at.length; i++) {
      String name = points.get(i).target();
      double width = LETTER * name.length();
      Rectangle2D chosen = null;
      TextAnchor anchor = TextAnchor.BOTTOM_LEFT;
      for (TextAnchor candidate : ANCHORS) {
        boolean left =
            candidate.equals(TextAnchor.TOP_LEFT) || candidate.equals(TextAnchor.BOTTOM_LEFT);
        boolean above =
            candidate.equals(TextAnchor.BOTTOM_LEFT) || candidate.equals(TextAnchor.BOTTOM_RIGHT);
        Rectangle2D place =
            new Rectangle2D.Double(
                left ? at[i][0] + MARK : at[i][0] - MARK - width,
                above ? at[i][1] - LINE : at[i][1],
                width,
                LINE);
        boolean free = taken.stream().noneMatch(place::intersects);
        if (free && place.getMinX() >= 0 && place.getMaxX() <= PLOT_WIDTH) {
          chosen = place;
          anchor = candidate;
          break;
        }
      }
      if (chosen != null) {
        taken.add(chosen);
        Summary s = points.get(i);
        XYTextAnnotation label =
            new XYTextAnnotation("  " + name + "  ", s.acc().mean(), s.dir().mean());
        label.setTextAnchor(anchor);
        label.setFont(ChartStyle.font(11));
        label.setPaint(theme.muted());
        plot.addAnnotation(label);
      }
    }
  }

  /** Whether there are targets to tell apart, and few enough points for their names. */
  private static boolean labelled(List<Summary> points) {
    return points.size() <= MOST_LABELLED
        && points.stream().map(Summary::target).distinct().count() > 1;
  }

  /** The interval, and the mean in any case. */
  private static Interval spread(Estimate estimate) {
    Interval interval = estimate.interval();
    double mean = estimate.mean();
    return interval == null || Double.isNaN(interval.low())
        ? new Interval(mean, mean, 0, "")
        : new Interval(
            Math.min(mean, interval.low()), Math.max(mean, interval.high()), interval.level(), "");
  }

  /** An axis around the points, with room for labels after the last. */
  private static NumberAxis axis(
      ChartStyle style,
      String label,
      List<Summary> points,
      Function<Summary, Estimate> share,
      boolean fromZero,
      double room) {
    double low = points.stream().mapToDouble(s -> spread(share.apply(s)).low()).min().orElse(0);
    double high = points.stream().mapToDouble(s -> spread(share.apply(s)).high()).max().orElse(1);
    double span = Math.max(high - low, 0.05);
    double from = fromZero ? 0 : Math.max(0, low - 0.08 * span);
    double to = high + room * span;
    NumberAxis axis = style.numberAxisTo(1, label);
    axis.setRange(from, to);
    double unit = to - from > 0.6 ? 0.2 : to - from > 0.3 ? 0.1 : to - from > 0.12 ? 0.05 : 0.02;
    axis.setTickUnit(new NumberTickUnit(unit, ChartStyle.percent()));
    return axis;
  }
}

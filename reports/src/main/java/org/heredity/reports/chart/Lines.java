package org.heredity.reports.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.heredity.reports.text.NumberFormats;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Shares along a number: lines that carry their names at their ends. */
final class Lines {
  /**
   * A line.
   *
   * @param name at its end; empty for a line that repeats another, which is drawn faintly
   * @param colour index of the colour and dash
   * @param points x and share (0 to 1), ascending in x
   * @param marks whether points are marked
   */
  record Line(String name, int colour, List<double[]> points, boolean marks) {}

  private static final int WIDTH = 420;
  private static final double LETTER = 6.6;
  private static final double LABEL_HEIGHT = 0.055;
  private static final double ON_AXIS = 0.03;

  private Lines() {}

  static JFreeChart draw(Theme theme, String xLabel, List<Line> lines) {
    ChartStyle style = new ChartStyle(theme);
    XYSeriesCollection dataset = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      int index = dataset.getSeriesCount();
      XYSeries series = new XYSeries(index, false, true);
      for (double[] point : line.points()) {
        series.add(point[0], point[1]);
        least = Math.min(least, point[0]);
        greatest = Math.max(greatest, point[0]);
      }
      dataset.addSeries(series);
      Color colour = style.series(line.colour());
      boolean main = !line.name().isEmpty();
      renderer.setSeriesPaint(
          index,
          main ? colour : new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 110));
      renderer.setSeriesStroke(
          index, main ? ChartStyle.line(line.colour()) : new BasicStroke(1.1f));
      renderer.setSeriesShape(index, ChartStyle.mark(line.colour()));
      renderer.setSeriesShapesVisible(index, line.marks());
    }
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setDefaultToolTipGenerator(
        (data, series, item) -> {
          Line line = lines.get(series);
          return line.marks()
              ? line.name()
                  + ": "
                  + NumberFormats.percent(data.getYValue(series, item))
                  + " at "
                  + NumberFormats.number(data.getXValue(series, item))
              : null;
        });
    double span = greatest > least ? greatest - least : 1;
    double room = lines.stream().mapToDouble(line -> LETTER * label(line).length()).max().orElse(0);
    NumberAxis x = style.numberAxisTo(greatest, xLabel);
    x.setRange(least - 0.02 * span, greatest + span * (room + 14) / (WIDTH - room - 14));
    XYPlot plot = new XYPlot(dataset, x, style.percentAxis(null), renderer);
    style.grid(plot);
    label(plot, style, lines, 0.025 * span);
    return style.chart(plot, false);
  }

  /** Names at the ends of lines, moved apart where they would overlap. */
  private static void label(XYPlot plot, ChartStyle style, List<Line> lines, double gap) {
    List<Line> named =
        lines.stream()
            .filter(line -> !line.name().isEmpty() && !line.points().isEmpty())
            .sorted(Comparator.comparingDouble(line -> last(line)[1]))
            .toList();
    List<Double> heights = new ArrayList<>();
    double below = Double.NEGATIVE_INFINITY;
    for (Line line : named) {
      // A name at 0 stands on the axis, not across it.
      double y = Math.max(Math.max(last(line)[1], ON_AXIS), below + LABEL_HEIGHT);
      heights.add(y);
      below = y;
    }
    // Labels that were pushed over the top come down, and push those below them.
    double ceiling = 1.04;
    for (int i = named.size() - 1; i >= 0; i--) {
      heights.set(i, Math.min(heights.get(i), ceiling));
      ceiling = heights.get(i) - LABEL_HEIGHT;
    }
    for (int i = 0; i < named.size(); i++) {
      Line line = named.get(i);
      XYTextAnnotation label =
          new XYTextAnnotation(label(line), last(line)[0] + gap, heights.get(i));
      label.setTextAnchor(TextAnchor.CENTER_LEFT);
      label.setFont(ChartStyle.font(11));
      label.setPaint(style.series(line.colour()));
      plot.addAnnotation(label);
    }
  }

  private static String label(Line line) {
    return line.name().isEmpty() ? "" : line.name() + " " + NumberFormats.percent(last(line)[1]);
  }

  private static double[] last(Line line) {
    return line.points().get(line.points().size() - 1);
  }
}

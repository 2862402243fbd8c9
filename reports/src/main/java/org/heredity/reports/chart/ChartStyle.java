package org.heredity.reports.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all charts look like: few lines, one font, colours from a {@link Theme}. */
final class ChartStyle {
  private final Theme theme;

  ChartStyle(Theme theme) {
    this.theme = theme;
  }

  static Font font(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }

  /** The chart around a plot, its legend on top if it has more than one entry to tell apart. */
  JFreeChart chart(Plot plot, boolean legend) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(4, 0, 0, 8));
    plot.setNoDataMessage("nothing measured");
    plot.setNoDataMessageFont(font(12));
    plot.setNoDataMessagePaint(theme.muted());
    JFreeChart chart = new JFreeChart(null, font(12), plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(4, 4, 4, 4));
    chart.setAntiAlias(true);
    if (legend) {
      LegendTitle title = new LegendTitle(plot);
      title.setPosition(RectangleEdge.TOP);
      title.setHorizontalAlignment(HorizontalAlignment.LEFT);
      title.setFrame(BlockBorder.NONE);
      title.setBackgroundPaint(null);
      title.setItemFont(font(12));
      title.setItemPaint(theme.ink());
      title.setItemLabelPadding(new RectangleInsets(2, 3, 2, 12));
      chart.addSubtitle(title);
    }
    return chart;
  }

  /** A chart that stands alone says what it shows. */
  static JFreeChart titled(JFreeChart chart, String text, Theme theme) {
    TextTitle title = new TextTitle(text, font(14).deriveFont(Font.BOLD));
    title.setPaint(theme.ink());
    title.setHorizontalAlignment(HorizontalAlignment.LEFT);
    title.setTextAlignment(HorizontalAlignment.LEFT);
    title.setPadding(2, 4, 6, 4);
    chart.setTitle(title);
    return chart;
  }

  /** Shares as percent, 0 to 100, with room above for labels. */
  NumberAxis percentAxis(String label) {
    NumberAxis axis = numberAxis(label);
    axis.setRange(0, 1.06);
    axis.setTickUnit(new NumberTickUnit(0.2, percent()));
    return axis;
  }

  /** An axis without ticks beyond {@code last}, where labels stand. */
  NumberAxis numberAxisTo(double last, String label) {
    return plainAxis(
        new NumberAxis(label) {
          private static final long serialVersionUID = 1L;

          @Override
          @SuppressWarnings("unchecked")
          public List<NumberTick> refreshTicks(
              Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
            List<NumberTick> ticks = super.refreshTicks(g2, state, area, edge);
            return ticks.stream().filter(tick -> tick.getValue() <= last * (1 + 1e-9)).toList();
          }
        });
  }

  NumberAxis numberAxis(String label) {
    return plainAxis(new NumberAxis(label));
  }

  private NumberAxis plainAxis(NumberAxis axis) {
    plain(axis);
    axis.setAutoRangeIncludesZero(false);
    return axis;
  }

  /** Writes 0.25 as 25%. */
  static DecimalFormat percent() {
    return new DecimalFormat("0.#%", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  CategoryAxis categoryAxis() {
    CategoryAxis axis = new CategoryAxis();
    plain(axis);
    axis.setTickLabelPaint(theme.ink());
    axis.setTickLabelFont(font(12));
    return axis;
  }

  void grid(CategoryPlot plot) {
    plot.setRangeGridlinePaint(theme.grid());
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setDomainGridlinesVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
  }

  void grid(XYPlot plot) {
    plot.setRangeGridlinePaint(theme.grid());
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setDomainGridlinesVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
  }

  private void plain(Axis axis) {
    axis.setAxisLinePaint(theme.muted());
    axis.setTickMarksVisible(false);
    axis.setTickLabelFont(font(11));
    axis.setTickLabelPaint(theme.muted());
    axis.setLabelFont(font(12));
    axis.setLabelPaint(theme.muted());
  }

  Color series(int index) {
    return theme.series(index);
  }

  Theme theme() {
    return theme;
  }

  /** Marks that differ without colour. */
  static Shape mark(int index) {
    double r = 5;
    return switch (Math.floorMod(index, 5)) {
      case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(-r * 0.9, -r * 0.9, 1.8 * r, 1.8 * r);
      case 2 -> polygon(0, -r * 1.2, r * 1.15, r * 0.9, -r * 1.15, r * 0.9);
      case 3 -> polygon(0, -r * 1.3, r * 1.3, 0, 0, r * 1.3, -r * 1.3, 0);
      default -> polygon(0, r * 1.2, r * 1.15, -r * 0.9, -r * 1.15, -r * 0.9);
    };
  }

  /** Lines that differ without colour. */
  static BasicStroke line(int index) {
    float[] dash =
        switch (Math.floorMod(index, 4)) {
          case 1 -> new float[] {7, 4};
          case 2 -> new float[] {2, 3};
          case 3 -> new float[] {9, 3, 2, 3};
          default -> null;
        };
    return new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  private static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }
}

package org.heredity.reports.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.function.BiFunction;
import org.heredity.api.metric.Interval;
import org.heredity.reports.chart.GroupedBars.Bar;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;

/** Bars with an interval as a thin line, published values dashed, and the value above. */
final class IntervalBars extends BarRenderer {
  private static final long serialVersionUID = 1L;
  private static final BasicStroke DASHED =
      new BasicStroke(
          1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 2}, 0);

  private final transient ChartStyle style;
  private final transient BiFunction<Comparable<?>, Comparable<?>, Bar> bars;
  private final boolean labelled;

  /**
   * @param bars by series and group
   * @param labelled whether there is room for values
   */
  IntervalBars(
      ChartStyle style, BiFunction<Comparable<?>, Comparable<?>, Bar> bars, boolean labelled) {
    this.style = style;
    this.bars = bars;
    this.labelled = labelled;
    setBarPainter(new StandardBarPainter());
    setShadowVisible(false);
    setDrawBarOutline(false);
    setItemMargin(0.06);
    setMaximumBarWidth(0.12);
    setDefaultToolTipGenerator((data, row, column) -> bar(data, row, column).inWords());
  }

  private Bar bar(CategoryDataset data, int row, int column) {
    return bars.apply(data.getRowKey(row), data.getColumnKey(column));
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
    Bar bar = bar(data, row, column);
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
    g2.setPaint(style.theme().ink());
    Interval interval = bar.share().interval();
    if (interval != null && !Double.isNaN(interval.low())) {
      double low = range.valueToJava2D(interval.low(), area, edge);
      double high = range.valueToJava2D(interval.high(), area, edge);
      g2.setStroke(new BasicStroke(1.3f));
      g2.draw(new Line2D.Double(centre, low, centre, high));
      g2.draw(new Line2D.Double(centre - 3, low, centre + 3, low));
      g2.draw(new Line2D.Double(centre - 3, high, centre + 3, high));
      top = Math.min(top, high);
    }
    double half = state.getBarWidth() / 2 + 2;
    g2.setStroke(DASHED);
    for (double paper : bar.published()) {
      double at = range.valueToJava2D(paper, area, edge);
      g2.draw(new Line2D.Double(centre - half, at, centre + half, at));
    }
    if (labelled) {
      String label = Math.round(100 * value.doubleValue()) + "%";
      g2.setFont(ChartStyle.font(11));
      double width = g2.getFontMetrics().getStringBounds(label, g2).getWidth();
      g2.drawString(label, (float) (centre - width / 2), (float) (top - 4));
    }
  }
}

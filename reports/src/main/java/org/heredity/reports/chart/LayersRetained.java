package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;

/** Share of each convolution's weights that a method retained, one figure a target. */
public final class LayersRetained implements FigureKind {
  @Override
  public List<Figure> of(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    List<String> methods = Facts.methods(result);
    for (String target : Facts.targets(result)) {
      Map<String, Map<String, Double>> retained = new LinkedHashMap<>();
      for (String method : methods) {
        Map<String, Double> byLayer = meanKept(Facts.students(result, target, method));
        if (byLayer.values().stream().anyMatch(share -> share < 1)) {
          retained.put(method, byLayer);
        }
      }
      if (retained.isEmpty()) {
        continue;
      }
      int layers = retained.values().stream().mapToInt(Map::size).max().orElse(0);
      figures.add(
          new Figure(
              FigureId.of("layers", target),
              "Weights retained by layer on " + target,
              "Share of each convolution's weights that is not zero, in forward order from the top;"
                  + " mean over seeds. Methods that retain all weights are left out.",
              "Line chart. " + alternative(retained),
              480,
              70 + 18 * layers,
              theme -> draw(theme, retained, methods)));
    }
    return figures;
  }

  private static Map<String, Double> meanKept(List<CellResult> students) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (CellResult student : students) {
      for (LayerWeights layer : student.layers()) {
        double share = layer.total() == 0 ? 1 : (double) layer.kept() / layer.total();
        sums.merge(layer.layer(), share / students.size(), Double::sum);
      }
    }
    return sums;
  }

  private static String alternative(Map<String, Map<String, Double>> retained) {
    List<String> parts = new ArrayList<>();
    retained.forEach(
        (method, byLayer) -> {
          var least = byLayer.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
          var most = byLayer.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
          parts.add(
              method
                  + " retains least in "
                  + least.getKey()
                  + " ("
                  + NumberFormats.percent(least.getValue())
                  + ") and most in "
                  + most.getKey()
                  + " ("
                  + NumberFormats.percent(most.getValue())
                  + ")");
        });
    return String.join("; ", parts) + ".";
  }

  private static JFreeChart draw(
      Theme theme, Map<String, Map<String, Double>> retained, List<String> methods) {
    ChartStyle style = new ChartStyle(theme);
    DefaultCategoryDataset dataset = new DefaultCategoryDataset();
    LineAndShapeRenderer renderer = new LineAndShapeRenderer(true, true);
    retained.forEach(
        (method, byLayer) -> {
          int index = dataset.getRowCount();
          int colour = methods.indexOf(method);
          byLayer.forEach((layer, share) -> dataset.setValue(share, method, layer));
          renderer.setSeriesPaint(index, style.series(colour));
          renderer.setSeriesStroke(index, ChartStyle.line(0));
          renderer.setSeriesShape(index, ChartStyle.mark(colour));
        });
    renderer.setDefaultToolTipGenerator(
        (data, row, column) ->
            data.getRowKey(row)
                + ", "
                + data.getColumnKey(column)
                + ": "
                + NumberFormats.percent(data.getValue(row, column).doubleValue())
                + " retained");
    CategoryAxis layers = style.categoryAxis();
    layers.setTickLabelFont(ChartStyle.font(11));
    layers.setTickLabelPaint(theme.muted());
    layers.setMaximumCategoryLabelWidthRatio(0.5f);
    layers.setCategoryLabelPositionOffset(6);
    layers.setLowerMargin(0.01);
    layers.setUpperMargin(0.01);
    CategoryPlot plot = new CategoryPlot(dataset, layers, style.percentAxis(null), renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    style.grid(plot);
    return style.chart(plot, true);
  }
}

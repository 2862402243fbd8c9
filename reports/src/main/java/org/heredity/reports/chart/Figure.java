package org.heredity.reports.chart;

import java.util.function.Function;
import org.jfree.chart.JFreeChart;

/**
 * A chart that can be drawn in any theme.
 *
 * @param id name of its files without ending: letters, digits and {@code -}, unique in a report
 * @param title what it shows, in a phrase
 * @param caption how to read it, in a sentence or two
 * @param alternative what it says to those who cannot see it
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param drawing the chart without a title
 */
public record Figure(
    String id,
    String title,
    String caption,
    String alternative,
    int width,
    int height,
    Function<Theme, JFreeChart> drawing) {
  public Figure {
    if (!id.matches("[a-z0-9-]{1,120}")) {
      throw new IllegalArgumentException(
          "figure id of a-z, 0-9 and '-' expected, got '" + id + "'");
    }
  }
}

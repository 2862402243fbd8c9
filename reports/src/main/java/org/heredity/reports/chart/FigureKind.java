package org.heredity.reports.chart;

import java.util.List;
import org.heredity.api.result.SuiteResult;

/**
 * A kind of chart. To add one: one class, and one line in {@link
 * org.heredity.reports.ReportsModule}. Implementations are stateless and thread-safe.
 */
public interface FigureKind {
  /** The figures of this kind that {@code result} has data for; often one a target. */
  List<Figure> of(SuiteResult result);

  /** Whether its figures are what a reader sees first, where there are some. */
  default boolean leads() {
    return false;
  }
}

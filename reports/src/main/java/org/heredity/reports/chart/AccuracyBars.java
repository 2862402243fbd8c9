package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/** ACC by target and method, as the upper halves of SEAM's Figures 6 to 8. */
public final class AccuracyBars implements FigureKind {
  @Override
  public List<Figure> of(SuiteResult result) {
    // The accuracy does not depend on the attack: the first that names the pair will do.
    List<Summary> first = new ArrayList<>();
    for (Summary summary : result.summaries()) {
      boolean known =
          first.stream()
              .anyMatch(
                  s -> s.target().equals(summary.target()) && s.method().equals(summary.method()));
      if (!known) {
        first.add(summary);
      }
    }
    if (first.stream().allMatch(s -> Double.isNaN(s.acc().mean()))) {
      return List.of();
    }
    GroupedBars bars = GroupedBars.byTarget(first, result, Summary::acc, PublishedFigure::acc);
    return List.of(
        new Figure(
            "acc",
            "Accuracy on clean test images (ACC)",
            "Higher is better. " + Facts.whiskers(first) + bars.legend(),
            "Bar chart of the accuracy by target and method. " + bars.alternative(),
            bars.width(),
            320,
            bars::draw));
  }
}

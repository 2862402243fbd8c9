package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/** DIR by target and method, one figure an attack, as the lower halves of SEAM's Figures 6 to 8. */
public final class InheritanceBars implements FigureKind {
  @Override
  public List<Figure> of(SuiteResult result) {
    List<String> attacks = Facts.attacks(result);
    List<Figure> figures = new ArrayList<>();
    for (String attack : attacks) {
      List<Summary> summaries =
          result.summaries().stream().filter(s -> s.attack().equals(attack)).toList();
      if (summaries.stream().allMatch(s -> Double.isNaN(s.dir().mean()))) {
        continue;
      }
      GroupedBars bars =
          GroupedBars.byTarget(summaries, result, Summary::dir, PublishedFigure::dir);
      String under = attacks.size() > 1 ? " under " + attack : "";
      figures.add(
          new Figure(
              attacks.size() > 1 ? FigureId.of("dir", attack) : "dir",
              "Defect inheritance rate (DIR)" + under,
              "Lower is better. " + Facts.whiskers(summaries) + bars.legend(),
              "Bar chart of the defect inheritance rate by target and method"
                  + under
                  + ". "
                  + bars.alternative(),
              bars.width(),
              320,
              bars::draw));
    }
    return figures;
  }
}

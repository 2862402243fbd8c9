package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;

/** DIR against the attack's budget, one figure a target and attack. */
public final class BudgetSweep implements FigureKind {
  @Override
  public List<Figure> of(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    List<String> methods = Facts.methods(result);
    for (String target : Facts.targets(result)) {
      for (String attack : Facts.attacks(result)) {
        boolean pixels =
            result.sets().stream()
                .filter(s -> s.target().equals(target) && s.attack().equals(attack))
                .map(SetResult::unit)
                .findFirst()
                .orElse("pixel")
                .equals("pixel");
        List<Lines.Line> lines = new ArrayList<>();
        for (String method : methods) {
          List<double[]> points = points(result, target, attack, method, pixels ? 255 : 1);
          if (!points.isEmpty()) {
            lines.add(new Lines.Line(method, methods.indexOf(method), points, true));
          }
        }
        if (!lines.isEmpty()) {
          figures.add(
              new Figure(
                  FigureId.of("budget", target, attack),
                  "DIR by budget of " + attack + " on " + target,
                  "An attack that works does more harm with a larger budget: a line that does not"
                      + " rise is a reason to distrust it. Means over seeds.",
                  "Line chart of the DIR by budget for " + lines.size() + " methods.",
                  480,
                  320,
                  theme ->
                      Lines.draw(
                          theme,
                          pixels ? "budget (1/255 of a pixel)" : "budget (normalised)",
                          lines)));
        }
      }
    }
    return figures;
  }

  private static List<double[]> points(
      SuiteResult result, String target, String attack, String method, double unit) {
    TreeMap<Double, List<Double>> byBudget = new TreeMap<>();
    for (CellResult cell : result.cells()) {
      if (cell.target().equals(target)
          && cell.attack().equals(attack)
          && cell.method().equals(method)) {
        for (BudgetPoint point : cell.sweep()) {
          if (!Double.isNaN(point.dir())) {
            byBudget.computeIfAbsent(point.epsilon(), e -> new ArrayList<>()).add(point.dir());
          }
        }
      }
    }
    List<double[]> points = new ArrayList<>();
    byBudget.forEach(
        (epsilon, dirs) ->
            points.add(
                new double[] {
                  epsilon * unit, dirs.stream().mapToDouble(d -> d).average().orElseThrow()
                }));
    return points;
  }
}

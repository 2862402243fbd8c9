package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;

/** DIR against the attack's epsilon, one figure a target and attack. */
public final class BudgetSweep implements FigureKind {
  /** How epsilons are shown: the axis' title, and the factor on what is stored. */
  private record Scale(String axis, double factor) {
    static final Scale LEVELS = new Scale("epsilon (1/255 of a pixel)", 255);

    static Scale of(SetResult set) {
      boolean pixel = set.unit().equals("pixel");
      if (set.norm().equals(SetResult.L2)) {
        return new Scale(pixel ? "epsilon (L2, pixels of 0 to 1)" : "epsilon (L2, normalised)", 1);
      }
      return pixel ? LEVELS : new Scale("epsilon (normalised)", 1);
    }
  }

  @Override
  public List<Figure> of(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    List<String> methods = Facts.methods(result);
    for (String target : Facts.targets(result)) {
      for (String attack : Facts.attacks(result)) {
        Scale scale =
            result.sets().stream()
                .filter(s -> s.target().equals(target) && s.attack().equals(attack))
                .map(Scale::of)
                .findFirst()
                .orElse(Scale.LEVELS);
        List<Lines.Line> lines = new ArrayList<>();
        for (String method : methods) {
          List<double[]> points = points(result, target, attack, method, scale.factor());
          if (!points.isEmpty()) {
            lines.add(new Lines.Line(method, methods.indexOf(method), points, true));
          }
        }
        if (!lines.isEmpty()) {
          figures.add(
              new Figure(
                  FigureId.of("budget", target, attack),
                  "DIR by epsilon of " + attack + " on " + target,
                  "An attack that works does more harm with a larger epsilon: a line that does not"
                      + " rise is a reason to distrust it. Means over seeds.",
                  "Line chart of the DIR by epsilon for " + lines.size() + " methods.",
                  480,
                  320,
                  theme -> Lines.draw(theme, scale.axis(), lines)));
        }
      }
    }
    return figures;
  }

  private static List<double[]> points(
      SuiteResult result, String target, String attack, String method, double unit) {
    TreeMap<Double, List<Double>> byEpsilon = new TreeMap<>();
    for (CellResult cell : result.cells()) {
      if (cell.target().equals(target)
          && cell.attack().equals(attack)
          && cell.method().equals(method)) {
        for (BudgetPoint point : cell.sweep()) {
          if (!Double.isNaN(point.dir())) {
            byEpsilon.computeIfAbsent(point.epsilon(), e -> new ArrayList<>()).add(point.dir());
          }
        }
      }
    }
    List<double[]> points = new ArrayList<>();
    byEpsilon.forEach(
        (epsilon, dirs) ->
            points.add(
                new double[] {
                  epsilon * unit, dirs.stream().mapToDouble(d -> d).average().orElseThrow()
                }));
    return points;
  }
}

package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/**
 * ACC and DIR against the share of weights removed, where a suite has one method with several
 * settings (SEAM's supplementary figure).
 */
public final class RetentionSweep implements FigureKind {
  private static final int FEWEST_POINTS = 3;

  @Override
  public List<Figure> of(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    List<String> types = result.methods().stream().map(MethodResult::type).distinct().toList();
    for (String target : Facts.targets(result)) {
      for (String attack : Facts.attacks(result)) {
        for (String type : types) {
          List<String> names =
              result.methods().stream()
                  .filter(m -> m.type().equals(type))
                  .map(MethodResult::name)
                  .toList();
          List<Summary> points =
              result.summaries().stream()
                  .filter(s -> s.target().equals(target) && s.attack().equals(attack))
                  .filter(s -> names.contains(s.method()) && !Double.isNaN(s.weightsKept()))
                  .sorted(Comparator.comparingDouble(s -> 1 - s.weightsKept()))
                  .toList();
          long different = points.stream().mapToDouble(Summary::weightsKept).distinct().count();
          if (different >= FEWEST_POINTS) {
            figures.add(figure(target, attack, type, points));
          }
        }
      }
    }
    return figures;
  }

  private static Figure figure(String target, String attack, String type, List<Summary> points) {
    List<Lines.Line> lines =
        List.of(
            line("ACC", 0, points, s -> s.acc().mean()),
            line("DIR", 4, points, s -> s.dir().mean()));
    return new Figure(
        FigureId.of("retention", target, attack, type),
        "What removing weights does: " + type + " on " + target,
        "ACC and DIR by the share of convolution weights removed, means over seeds; each point is"
            + " one setting of the method.",
        "Line chart with " + points.size() + " settings of " + type + ".",
        480,
        320,
        theme -> Lines.draw(theme, "share of weights removed (%)", lines));
  }

  private static Lines.Line line(
      String name, int colour, List<Summary> points, ToDoubleFunction<Summary> share) {
    List<double[]> xy = new ArrayList<>();
    for (Summary point : points) {
      double value = share.applyAsDouble(point);
      if (!Double.isNaN(value)) {
        xy.add(new double[] {100 * (1 - point.weightsKept()), value});
      }
    }
    return new Lines.Line(name, colour, xy, true);
  }
}

package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.CurvePoint;
import org.heredity.core.result.SuiteResult;
import org.heredity.reports.text.Figures;

/** Accuracy and weights kept along a mask search, as SEAM's Figure 5. */
public final class SearchConvergence implements FigureKind {
  private static final String STAGE = "search";

  @Override
  public List<Figure> of(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    for (String target : Facts.targets(result)) {
      for (String method : Facts.methods(result)) {
        List<CellResult> students =
            Facts.students(result, target, method).stream()
                .filter(c -> c.curve().stream().anyMatch(p -> p.stage().equals(STAGE)))
                .toList();
        if (!students.isEmpty()) {
          figures.add(figure(target, method, students));
        }
      }
    }
    return figures;
  }

  private static Figure figure(String target, String method, List<CellResult> students) {
    List<Lines.Line> lines = new ArrayList<>();
    for (int i = students.size() - 1; i >= 0; i--) {
      lines.add(line(i == 0 ? "accuracy" : "", 0, students.get(i), CurvePoint::accuracy));
      lines.add(line(i == 0 ? "weights kept" : "", 1, students.get(i), CurvePoint::weightsKept));
    }
    lines.removeIf(line -> line.points().isEmpty());
    CellResult first = students.get(0);
    CurvePoint end =
        first.curve().stream().filter(p -> p.stage().equals(STAGE)).reduce((a, b) -> b).get();
    String others =
        students.size() > 1
            ? " Bold is seed " + first.seed() + ", faint lines are the other seeds."
            : " Seed " + first.seed() + ".";
    return new Figure(
        FigureId.of("search", target, method),
        "Mask search of " + method + " on " + target,
        "Accuracy on the images that choices are made on, and the share of convolution weights"
            + " still kept, by optimiser step."
            + others,
        "Line chart. After "
            + end.step()
            + " steps the accuracy is "
            + Figures.percent(end.accuracy())
            + " and "
            + Figures.percent(end.weightsKept())
            + " of the weights are kept.",
        480,
        300,
        theme -> Lines.draw(theme, "search step", lines));
  }

  private static Lines.Line line(
      String name, int colour, CellResult student, ToDoubleFunction<CurvePoint> share) {
    List<double[]> points = new ArrayList<>();
    for (CurvePoint point : student.curve()) {
      double value = share.applyAsDouble(point);
      if (point.stage().equals(STAGE) && Double.isFinite(value)) {
        points.add(new double[] {point.step(), value});
      }
    }
    return new Lines.Line(name, colour, points, false);
  }
}

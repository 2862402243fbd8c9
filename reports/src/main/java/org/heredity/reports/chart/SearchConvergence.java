package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** Accuracy and weights retained along a mask search, as SEAM's Figure 5. */
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

  /** The search of one problem of a classifier. */
  public static Figure of(Reengineering.Problem problem) {
    return figure(
        FigureId.of("search", problem.name()),
        "Mask search for " + problem.name(),
        "",
        List.of(problem.curve()));
  }

  /**
   * The searches of a classifier's problems, as SEAM's Figure 5.
   *
   * @param classifier its name
   * @param problems at least one, each with a curve
   */
  public static Figure of(String classifier, List<Reengineering.Problem> problems) {
    return figure(
        FigureId.of("search", classifier),
        "Mask searches of " + classifier,
        problems.size() > 1
            ? " Bold is " + problems.get(0).name() + ", faint lines are the other problems."
            : "",
        problems.stream().map(Reengineering.Problem::curve).toList());
  }

  private static Figure figure(String target, String method, List<CellResult> students) {
    long seed = students.get(0).seed();
    return figure(
        FigureId.of("search", target, method),
        "Mask search of " + method + " on " + target,
        students.size() > 1
            ? " Bold is seed " + seed + ", faint lines are the other seeds."
            : " Seed " + seed + ".",
        students.stream()
            .map(c -> c.curve().stream().filter(p -> p.stage().equals(STAGE)).toList())
            .filter(curve -> !curve.isEmpty())
            .toList());
  }

  /**
   * @param curves at least one, none empty; the first is drawn boldly
   */
  private static Figure figure(
      String id, String title, String note, List<List<CurvePoint>> curves) {
    List<Lines.Line> lines = new ArrayList<>();
    for (int i = curves.size() - 1; i >= 0; i--) {
      lines.add(line(i == 0 ? "accuracy" : "", 0, curves.get(i), CurvePoint::accuracy));
      lines.add(line(i == 0 ? "weights retained" : "", 1, curves.get(i), CurvePoint::weightsKept));
    }
    lines.removeIf(line -> line.points().isEmpty());
    CurvePoint end = curves.get(0).get(curves.get(0).size() - 1);
    return new Figure(
        id,
        title,
        "Accuracy on the images that choices are made on, and the share of convolution weights"
            + " still retained, by optimiser step."
            + note,
        "Line chart. After "
            + end.step()
            + " steps the accuracy is "
            + NumberFormats.percent(end.accuracy())
            + " and "
            + NumberFormats.percent(end.weightsKept())
            + " of the weights are retained.",
        480,
        300,
        theme -> Lines.draw(theme, "search step", lines));
  }

  private static Lines.Line line(
      String name, int colour, List<CurvePoint> curve, ToDoubleFunction<CurvePoint> share) {
    List<double[]> points = new ArrayList<>();
    for (CurvePoint point : curve) {
      double value = share.applyAsDouble(point);
      if (Double.isFinite(value)) {
        points.add(new double[] {point.step(), value});
      }
    }
    return new Lines.Line(name, colour, points, false);
  }
}

package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.MethodResult;

/** A student that cannot be distinguished from one that always says the most frequent class. */
final class AccuracyNearChance implements Check {
  @Override
  public String id() {
    return "accuracy-near-chance";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    record Students(String target, String method) {}
    Map<Students, Map<String, CellResult>> near = new LinkedHashMap<>();
    for (CellResult cell : evidence.result().cells()) {
      if (cell.done() && cell.accInterval().low() <= chance(cell)) {
        // Once a student, however many attacks it is evaluated under.
        near.computeIfAbsent(
                new Students(cell.target(), cell.method()), key -> new LinkedHashMap<>())
            .putIfAbsent("seed " + cell.seed(), cell);
      }
    }
    List<Finding> findings = new ArrayList<>();
    near.forEach(
        (students, cells) ->
            findings.add(
                new Finding(
                    id(),
                    severity(evidence, students.method()),
                    students.target()
                        + ", "
                        + students.method()
                        + ", "
                        + String.join(", ", cells.keySet()),
                    message(List.copyOf(cells.values())))));
    return findings;
  }

  /** In an audit the student's DIR is what gates stand on, and of luck they must not. */
  private static Severity severity(Evidence evidence, String method) {
    boolean judged =
        evidence.result().methods().stream()
            .anyMatch(one -> one.name().equals(method) && one.type().equals(MethodResult.AUDITED));
    return judged ? Severity.ERROR : Severity.WARNING;
  }

  /** Share of the most frequent class; below any interval where there are no classes. */
  private static double chance(CellResult cell) {
    int most = cell.perClass().stream().mapToInt(ClassResult::images).max().orElse(-1);
    return (double) most / cell.accDenominator();
  }

  private static String message(List<CellResult> cells) {
    return "ACC "
        + String.join(", ", cells.stream().map(cell -> Findings.percent(cell.acc())).toList())
        + " cannot be distinguished from "
        + Findings.percent(chance(cells.get(0)))
        + ", what always saying the most frequent class would give; a DIR is then of images that"
        + " are right by luck";
  }
}

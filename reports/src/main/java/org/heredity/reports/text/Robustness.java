package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.api.result.WhiteBoxResult;

/**
 * The four shares that tell a student that inherits little from one that is robust, under the
 * strongest attack that was run: by images made from the teacher, by attacks on the student itself,
 * of a network that never saw the teacher, and by noise. What was not measured has a mean of NaN.
 *
 * @param target name of the target dataset
 * @param method name of the method
 * @param attack the ensemble, or where there is none the attack, whose DIR is the highest on
 *     average over the methods
 * @param whiteBoxAttack the attack on the student itself; empty if there was none
 * @param sameBudget whether both may change an image as much, by the same norm
 * @param dir DIR under {@code attack}
 * @param whiteBox share fooled by {@code whiteBoxAttack}
 * @param floor DIR of the network that never saw the teacher
 * @param noise DIR under noise of the same epsilon
 */
public record Robustness(
    String target,
    String method,
    String attack,
    String whiteBoxAttack,
    boolean sameBudget,
    Estimate dir,
    Estimate whiteBox,
    Estimate floor,
    Estimate noise) {
  private static final double CLOSE = 1e-9;

  /** What decides on a target: an attack by the teacher, one on the student, and whether alike. */
  private record Pair(String attack, String whiteBox, boolean sameBudget) {}

  /** What an attack may do to an image. */
  private record Budget(String norm, String unit, double epsilon) {
    boolean as(Budget other) {
      return norm.equals(other.norm)
          && unit.equals(other.unit)
          && Math.abs(epsilon - other.epsilon) <= CLOSE * Math.abs(epsilon);
    }
  }

  /**
   * One for each target and method, floors left out unless there is nothing else; none for targets
   * on which neither students were attacked themselves nor several attacks judged together.
   */
  public static List<Robustness> of(SuiteResult result) {
    List<Robustness> all = new ArrayList<>();
    List<Summary> summaries =
        result.summaries().stream().filter(s -> !Double.isNaN(s.dir().mean())).toList();
    for (String target : summaries.stream().map(Summary::target).distinct().toList()) {
      List<Summary> here = summaries.stream().filter(s -> s.target().equals(target)).toList();
      boolean onlyFloors = here.stream().allMatch(s -> isFloor(result, s.method()));
      List<Summary> students =
          here.stream().filter(s -> onlyFloors || !isFloor(result, s.method())).toList();
      Optional<Pair> pair = deciding(result, target, students);
      if (pair.isEmpty()) {
        continue;
      }
      String attack = pair.get().attack();
      Estimate floor =
          here.stream()
              .filter(s -> s.attack().equals(attack) && !students.contains(s))
              .findFirst()
              .map(Summary::dir)
              .orElseGet(Robustness::none);
      for (Summary student : students) {
        if (student.attack().equals(attack)) {
          all.add(of(result, student, pair.get(), floor));
        }
      }
    }
    return List.copyOf(all);
  }

  /** Whether a method is a network that was made from random weights: a control. */
  static boolean isFloor(SuiteResult result, String method) {
    return result.methods().stream()
        .anyMatch(m -> m.name().equals(method) && m.type().equals(MethodResult.FLOOR));
  }

  private static Robustness of(SuiteResult result, Summary student, Pair pair, Estimate floor) {
    List<WhiteBoxResult> attacked =
        result.whiteBox().stream()
            .filter(w -> w.target().equals(student.target()))
            .filter(w -> w.method().equals(student.method()) && w.attack().equals(pair.whiteBox()))
            .toList();
    List<CellResult> cells =
        result.cells().stream()
            .filter(c -> c.done() && c.target().equals(student.target()))
            .filter(c -> c.method().equals(student.method()) && c.attack().equals(pair.attack()))
            .toList();
    return new Robustness(
        student.target(),
        student.method(),
        pair.attack(),
        attacked.isEmpty() ? "" : pair.whiteBox(),
        pair.sameBudget(),
        student.dir(),
        Estimate.overSeeds(attacked, WhiteBoxResult::rate, WhiteBoxResult::interval),
        floor,
        Estimate.overSeeds(cells, CellResult::noiseDir, Robustness::noiseInterval));
  }

  private static Estimate none() {
    return Estimate.overSeeds(List.<Double>of(), share -> share, share -> null);
  }

  private static Interval noiseInterval(CellResult cell) {
    int of = Math.max(0, cell.dirDenominator());
    double wrong = Math.max(0, Math.min(1, cell.noiseDir())) * of;
    return WilsonInterval.of((int) Math.round(wrong), of);
  }

  /** The first white box with attacks of its budget beside it; else the first; else none. */
  private static Optional<Pair> deciding(
      SuiteResult result, String target, List<Summary> students) {
    List<CellResult> cells =
        result.cells().stream().filter(c -> c.done() && c.target().equals(target)).toList();
    List<String> ensembles =
        cells.stream()
            .filter(c -> !c.members().isEmpty())
            .map(CellResult::attack)
            .distinct()
            .toList();
    List<WhiteBoxResult> whiteBoxes =
        result.whiteBox().stream().filter(w -> w.target().equals(target)).toList();
    if (ensembles.isEmpty() && whiteBoxes.isEmpty()) {
      return Optional.empty();
    }
    List<String> attacks =
        students.stream()
            .map(Summary::attack)
            .distinct()
            .filter(attack -> ensembles.isEmpty() || ensembles.contains(attack))
            .toList();
    for (WhiteBoxResult whiteBox : whiteBoxes) {
      Budget budget = new Budget(whiteBox.norm(), whiteBox.unit(), whiteBox.epsilon());
      List<String> alike =
          attacks.stream().filter(attack -> within(result, cells, attack, budget)).toList();
      if (!alike.isEmpty()) {
        return strongest(students, alike).map(a -> new Pair(a, whiteBox.attack(), true));
      }
    }
    String first = whiteBoxes.isEmpty() ? "" : whiteBoxes.get(0).attack();
    return strongest(students, attacks).map(attack -> new Pair(attack, first, false));
  }

  /** Whether all sets of an attack or ensemble have that budget. */
  private static boolean within(
      SuiteResult result, List<CellResult> cells, String attack, Budget budget) {
    List<String> labels =
        cells.stream()
            .filter(c -> c.attack().equals(attack))
            .flatMap(c -> EnsembleMembers.sets(c).stream())
            .distinct()
            .toList();
    List<SetResult> sets =
        result.sets().stream()
            .filter(s -> s.target().equals(cells.get(0).target()) && labels.contains(s.attack()))
            .toList();
    return !sets.isEmpty()
        && sets.stream().allMatch(s -> budget.as(new Budget(s.norm(), s.unit(), s.epsilon())));
  }

  private static Optional<String> strongest(List<Summary> students, List<String> attacks) {
    return attacks.stream()
        .max(
            Comparator.comparingDouble(
                attack ->
                    students.stream()
                        .filter(s -> s.attack().equals(attack))
                        .mapToDouble(s -> s.dir().mean())
                        .average()
                        .orElse(0)));
  }
}

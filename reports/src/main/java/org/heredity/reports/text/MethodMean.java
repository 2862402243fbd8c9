package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/**
 * A method over the targets on which every method was measured, so that methods are compared on the
 * same; over all its targets if there are none such.
 *
 * @param method its name
 * @param targets number of targets
 * @param acc mean ACC
 * @param dir mean DIR
 * @param adversarialError mean adversarial error
 * @param noiseDir mean DIR under noise
 * @param weightsKept mean share of weights retained
 * @param seconds mean time of a student
 */
public record MethodMean(
    String method,
    int targets,
    double acc,
    double dir,
    double adversarialError,
    double noiseDir,
    double weightsKept,
    double seconds) {

  /**
   * The attack that headlines are about: the first ensemble, which is the worst of its attacks,
   * else the first attack; empty if nothing was measured.
   */
  public static String headline(SuiteResult result) {
    List<CellResult> done = result.cells().stream().filter(CellResult::done).toList();
    return done.stream()
        .filter(cell -> !cell.members().isEmpty())
        .findFirst()
        .or(() -> done.stream().findFirst())
        .map(CellResult::attack)
        .orElse("");
  }

  /** One a method that was measured under {@code attack}, in the order of the cells. */
  public static List<MethodMean> of(SuiteResult result, String attack) {
    List<Summary> measured =
        result.summaries().stream()
            .filter(s -> s.attack().equals(attack) && !Double.isNaN(s.dir().mean()))
            .toList();
    List<String> methods = measured.stream().map(Summary::method).distinct().toList();
    Set<String> common =
        measured.stream()
            .map(Summary::target)
            .filter(
                target ->
                    methods.stream()
                        .allMatch(
                            method ->
                                measured.stream()
                                    .anyMatch(
                                        s ->
                                            s.method().equals(method)
                                                && s.target().equals(target))))
            .collect(Collectors.toSet());
    List<MethodMean> means = new ArrayList<>();
    for (String method : methods) {
      List<Summary> mine =
          measured.stream()
              .filter(s -> s.method().equals(method))
              .filter(s -> common.isEmpty() || common.contains(s.target()))
              .toList();
      means.add(
          new MethodMean(
              method,
              mine.size(),
              mean(mine, s -> s.acc().mean()),
              mean(mine, s -> s.dir().mean()),
              mean(mine, Summary::adversarialError),
              mean(mine, Summary::noiseDir),
              mean(mine, Summary::weightsKept),
              mean(mine, Summary::seconds)));
    }
    return means;
  }

  private static double mean(List<Summary> summaries, ToDoubleFunction<Summary> share) {
    return summaries.stream()
        .mapToDouble(share)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}

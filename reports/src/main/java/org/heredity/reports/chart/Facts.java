package org.heredity.reports.chart;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.reports.text.NumberFormats;

/** What several charts ask of a result. */
final class Facts {
  private Facts() {}

  /** Names of methods in the suite's order, then those that only cells name. */
  static List<String> methods(SuiteResult result) {
    return Stream.concat(
            result.methods().stream().map(MethodResult::name),
            result.cells().stream().map(CellResult::method))
        .distinct()
        .toList();
  }

  static List<String> attacks(SuiteResult result) {
    return result.cells().stream().map(CellResult::attack).distinct().toList();
  }

  static List<String> targets(SuiteResult result) {
    return result.cells().stream().map(CellResult::target).distinct().toList();
  }

  /**
   * The students of a target and method, in the order of seeds: one cell each, whatever the number
   * of attacks; failed ones left out.
   */
  static List<CellResult> students(SuiteResult result, String target, String method) {
    Optional<String> attack =
        result.cells().stream()
            .filter(c -> c.done() && c.target().equals(target) && c.method().equals(method))
            .map(CellResult::attack)
            .findFirst();
    return result.cells().stream()
        .filter(c -> c.done() && c.target().equals(target) && c.method().equals(method))
        .filter(c -> c.attack().equals(attack.orElseThrow()))
        .toList();
  }

  /** What the thin lines of a bar chart are. */
  static String whiskers(List<Summary> summaries) {
    return whiskers(summaries.stream().mapToInt(Summary::seeds).max().orElse(0));
  }

  /** The same of that many seeds. */
  static String whiskers(int seeds) {
    return seeds > 1
        ? "Bars are means over "
            + NumberFormats.count(seeds, "seed")
            + ", thin lines 95% bootstrap intervals over the seeds."
        : "One seed; thin lines are 95% Wilson intervals over the images.";
  }
}

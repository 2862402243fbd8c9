package org.heredity.api.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A published figure and what the suite measured in its place.
 *
 * @param method name of the method in the suite
 * @param published what the paper says
 * @param acc measured ACC, mean over seeds and then over the published targets; NaN if one of them
 *     was not measured
 * @param dir measured DIR, likewise
 * @param missing published targets that the suite did not measure; then there is no mean that could
 *     be compared
 */
public record PublishedComparison(
    String method, PublishedFigure published, double acc, double dir, List<String> missing) {
  /**
   * Copies the list.
   *
   * @param method name of the method in the suite
   * @param published what the paper says
   * @param acc measured ACC
   * @param dir measured DIR
   * @param missing published targets that the suite did not measure
   */
  public PublishedComparison {
    missing = List.copyOf(missing);
  }

  /**
   * Everything that was published beside what was measured.
   *
   * @param result of a suite
   * @return in the order of methods and of their published figures; empty if there are none
   */
  public static List<PublishedComparison> of(SuiteResult result) {
    List<Summary> summaries = result.summaries();
    List<PublishedComparison> all = new ArrayList<>();
    for (MethodResult method : result.methods()) {
      for (PublishedFigure published : method.published()) {
        all.add(of(method.name(), published, summaries));
      }
    }
    return List.copyOf(all);
  }

  private static PublishedComparison of(
      String method, PublishedFigure published, List<Summary> summaries) {
    List<Summary> measured = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String target : published.targets()) {
      Optional<Summary> found =
          summaries.stream()
              .filter(s -> s.method().equals(method) && s.attack().equals(published.attack()))
              .filter(s -> s.target().equals(target) && s.seeds() > 0)
              .findFirst();
      found.ifPresentOrElse(measured::add, () -> missing.add(target));
    }
    boolean whole = missing.isEmpty();
    return new PublishedComparison(
        method,
        published,
        whole ? mean(measured, s -> s.acc().mean()) : Double.NaN,
        whole ? mean(measured, s -> s.dir().mean()) : Double.NaN,
        missing);
  }

  /** A share that one summary lacks (NaN) makes no mean of the others. */
  private static double mean(List<Summary> summaries, ToDoubleFunction<Summary> share) {
    return summaries.stream().mapToDouble(share).average().orElse(Double.NaN);
  }

  /**
   * What was published of one row of the results.
   *
   * @param result of a suite
   * @param summary one of its rows
   * @return those that are of this row alone, for the same settings may have been published twice;
   *     empty if there are none
   */
  public static List<PublishedFigure> find(SuiteResult result, Summary summary) {
    return find(result, summary.target(), summary.method(), summary.attack());
  }

  /**
   * The same of a cell, whose seed does not matter.
   *
   * @param result of a suite
   * @param cell one of its cells
   * @return those that are of this target, method and attack alone
   */
  public static List<PublishedFigure> find(SuiteResult result, CellResult cell) {
    return find(result, cell.target(), cell.method(), cell.attack());
  }

  private static List<PublishedFigure> find(
      SuiteResult result, String target, String method, String attack) {
    return result.methods().stream()
        .filter(m -> m.name().equals(method))
        .flatMap(m -> m.published().stream())
        .filter(published -> published.isOf(target, attack))
        .toList();
  }

  /**
   * What the figures are of.
   *
   * @return the target, or {@code mean of 5: } and their names
   */
  public String over() {
    List<String> targets = published.targets();
    String names = String.join(", ", targets);
    return targets.size() == 1 ? names : "mean of " + targets.size() + ": " + names;
  }

  /**
   * What to know before comparing: what is not as published, and which targets are missing.
   *
   * @return one sentence each; empty if nothing stands between the two
   */
  public List<String> remarks() {
    List<String> all = new ArrayList<>(published.remarks());
    if (!missing.isEmpty() && published.targets().size() > 1) {
      all.add(
          "The published mean is over "
              + published.targets().size()
              + " targets, of which "
              + String.join(", ", missing)
              + (missing.size() == 1 ? " was" : " were")
              + " not measured here.");
    }
    return List.copyOf(all);
  }
}

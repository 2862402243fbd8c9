package org.heredity.pipeline.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.heredity.api.config.UsageException;
import org.heredity.api.metric.FisherExact;
import org.heredity.api.metric.Holm;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;

/**
 * What changed from one run to another, such as last month's and today's.
 *
 * @param changes of ACC and DIR, in the order of the first run's cells
 * @param differences between what made the runs, one sentence each
 * @param onlyFirst what only the first run measured
 * @param onlySecond what only the second run measured
 */
public record RunComparison(
    List<Change> changes,
    List<String> differences,
    List<String> onlyFirst,
    List<String> onlySecond) {
  /** Corrected p value below which a change counts. */
  public static final double LEVEL = 0.05;

  public RunComparison {
    changes = List.copyOf(changes);
    differences = List.copyOf(differences);
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /**
   * One figure in both runs; a mean over the seeds that both measured.
   *
   * @param metric {@code acc} or {@code dir}
   * @param seeds number of seeds in both
   * @param before in the first run
   * @param after in the second
   * @param p Fisher's exact test; seeds share their test images, so that one seed's number of
   *     images is what it counts. It takes the runs' images for different ones, which makes it
   *     cautious where they are the same. NaN without images.
   * @param adjusted {@code p} after Holm over all figures compared
   */
  public record Change(
      String target,
      String method,
      String attack,
      String metric,
      int seeds,
      double before,
      double after,
      double p,
      double adjusted) {
    /** The second run's figure minus the first's. */
    public double difference() {
      return after - before;
    }

    /** Whether the change is more than chance explains. */
    public boolean significant() {
      return adjusted < LEVEL;
    }

    /** Whether it is significant and for the worse: a lower ACC, or a higher DIR. */
    public boolean worse() {
      return significant() && (metric.equals("acc") ? difference() < 0 : difference() > 0);
    }
  }

  private record Key(String target, String method, String attack) {
    @Override
    public String toString() {
      return target + ", " + method + ", " + attack;
    }
  }

  /**
   * Compares two runs.
   *
   * @throws UsageException if one follows the strict and the other the paper protocol
   */
  public static RunComparison of(SuiteResult first, SuiteResult second) {
    if (!first.protocol().equals(second.protocol())) {
      throw new UsageException(
          "the first run follows the protocol '"
              + first.protocol()
              + "', the second '"
              + second.protocol()
              + "'; their figures must not be compared");
    }
    Map<Key, Map<Long, CellResult>> before = cells(first);
    Map<Key, Map<Long, CellResult>> after = cells(second);
    List<Change> changes = new ArrayList<>();
    before.forEach(
        (key, seeds) -> {
          if (after.containsKey(key)) {
            compare(key, seeds, after.get(key), changes);
          }
        });
    return new RunComparison(
        corrected(changes),
        differences(first, second),
        before.keySet().stream().filter(key -> !after.containsKey(key)).map(Key::toString).toList(),
        after.keySet().stream()
            .filter(key -> !before.containsKey(key))
            .map(Key::toString)
            .toList());
  }

  private static Map<Key, Map<Long, CellResult>> cells(SuiteResult result) {
    Map<Key, Map<Long, CellResult>> cells = new LinkedHashMap<>();
    for (CellResult cell : result.cells()) {
      if (cell.done()) {
        cells
            .computeIfAbsent(
                new Key(cell.target(), cell.method(), cell.attack()), k -> new LinkedHashMap<>())
            .put(cell.seed(), cell);
      }
    }
    return cells;
  }

  private static void compare(
      Key key, Map<Long, CellResult> before, Map<Long, CellResult> after, List<Change> changes) {
    List<CellResult> ones = new ArrayList<>();
    List<CellResult> others = new ArrayList<>();
    before.forEach(
        (seed, cell) -> {
          if (after.containsKey(seed)) {
            ones.add(cell);
            others.add(after.get(seed));
          }
        });
    if (ones.isEmpty()) {
      return;
    }
    for (String metric : List.of("acc", "dir")) {
      Share one = share(metric, ones);
      Share other = share(metric, others);
      double p =
          one.images() == 0 || other.images() == 0
              ? Double.NaN
              : FisherExact.p(one.count(), one.images(), other.count(), other.images());
      changes.add(
          new Change(
              key.target(),
              key.method(),
              key.attack(),
              metric,
              ones.size(),
              one.mean(),
              other.mean(),
              p,
              Double.NaN));
    }
  }

  /** A mean over seeds, and the images of one seed that stand for it. */
  private record Share(double mean, int images) {
    int count() {
      return (int) Math.round(mean * images);
    }
  }

  private static Share share(String metric, List<CellResult> cells) {
    boolean acc = metric.equals("acc");
    double[] values =
        cells.stream()
            .mapToDouble(cell -> acc ? cell.acc() : cell.dir())
            .filter(value -> !Double.isNaN(value))
            .toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double images =
        cells.stream()
            .mapToInt(cell -> acc ? cell.accDenominator() : cell.dirDenominator())
            .average()
            .orElse(0);
    return new Share(mean, values.length == 0 ? 0 : (int) images);
  }

  private static List<Change> corrected(List<Change> changes) {
    double[] adjusted = Holm.adjust(changes.stream().mapToDouble(Change::p).toArray());
    List<Change> corrected = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Change c = changes.get(i);
      corrected.add(
          new Change(
              c.target(),
              c.method(),
              c.attack(),
              c.metric(),
              c.seeds(),
              c.before(),
              c.after(),
              c.p(),
              adjusted[i]));
    }
    return corrected;
  }

  private static List<String> differences(SuiteResult first, SuiteResult second) {
    List<String> differences = new ArrayList<>();
    differ(differences, "version", first.provenance().heredity(), second.provenance().heredity());
    differ(differences, "backend", first.provenance().backend(), second.provenance().backend());
    differ(
        differences,
        "teacher",
        first.provenance().teacherDigest(),
        second.provenance().teacherDigest());
    String seenByFirst = first.provenance().teacherPreprocessing();
    String seenBySecond = second.provenance().teacherPreprocessing();
    // Earlier versions did not say.
    if (!seenByFirst.isEmpty() && !seenBySecond.isEmpty()) {
      differ(differences, "preprocessing", seenByFirst, seenBySecond);
    }
    first
        .targets()
        .forEach(
            target ->
                second.targets().stream()
                    .filter(other -> other.name().equals(target.name()))
                    .forEach(
                        other ->
                            differ(
                                differences,
                                "data of " + target.name(),
                                target.digest(),
                                other.digest())));
    Map<String, Object> one = current(first.provenance().configuration());
    Map<String, Object> other = current(second.provenance().configuration());
    TreeSet<String> options = new TreeSet<>(one.keySet());
    options.addAll(other.keySet());
    options.forEach(option -> differ(differences, option, one.get(option), other.get(option)));
    return differences;
  }

  /** Settings by the names that they have today, so that a run of an earlier version compares. */
  private static Map<String, Object> current(Map<String, Object> configuration) {
    Map<String, Object> current = new LinkedHashMap<>(configuration);
    if (current.containsKey("budget")) {
      current.putIfAbsent("training-scale", current.remove("budget"));
    }
    return current;
  }

  private static void differ(List<String> differences, String what, Object one, Object other) {
    if (!Objects.equals(one, other)) {
      differences.add(what + ": " + one + " before, " + other + " after");
    }
  }
}

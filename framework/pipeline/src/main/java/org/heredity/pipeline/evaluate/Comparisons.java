package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.metric.Holm;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.Comparison;
import org.heredity.data.Randomness;
import org.heredity.pipeline.evaluate.PairedTests.Metric;

/**
 * Compares every pair of methods on the same target and attack: McNemar within each seed and a
 * bootstrap over seeds and images, each corrected after Holm over all comparisons of its kind in
 * the suite. Not thread-safe.
 */
public final class Comparisons {
  /** What was measured, by target and attack, then method, then seed. */
  private final Map<List<String>, Map<String, Map<Long, Outcomes>>> measured =
      new LinkedHashMap<>();

  private final long seed;

  /**
   * No comparison yet.
   *
   * @param seed of the bootstrap
   */
  public Comparisons(long seed) {
    this.seed = seed;
  }

  /** Notes what a student made of a target and an attack. */
  public void add(
      String target, String attack, String method, long studentSeed, Outcomes outcomes) {
    measured
        .computeIfAbsent(List.of(target, attack), key -> new LinkedHashMap<>())
        .computeIfAbsent(method, key -> new LinkedHashMap<>())
        .put(studentSeed, outcomes);
  }

  /** All comparisons, with corrected p values. */
  public List<Comparison> results() {
    List<Comparison> all = new ArrayList<>();
    measured.forEach(
        (where, methods) -> {
          List<String> names = List.copyOf(methods.keySet());
          for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
              PairedTests tests =
                  new PairedTests(where.get(0), where.get(1), names.get(i), names.get(j));
              compare(tests, methods.get(names.get(i)), methods.get(names.get(j)), all);
            }
          }
        });
    return corrected(all);
  }

  private void compare(
      PairedTests tests,
      Map<Long, Outcomes> first,
      Map<Long, Outcomes> second,
      List<Comparison> all) {
    List<Outcomes> ones = new ArrayList<>();
    List<Outcomes> others = new ArrayList<>();
    first.forEach(
        (studentSeed, outcomes) -> {
          if (second.containsKey(studentSeed)) {
            ones.add(outcomes);
            others.add(second.get(studentSeed));
          }
        });
    if (ones.isEmpty()) {
      return;
    }
    for (Metric metric : Metric.values()) {
      for (int s = 0; s < ones.size(); s++) {
        all.add(tests.mcNemar(metric, ones.get(s), others.get(s)));
      }
      all.add(tests.bootstrap(metric, ones, others, Randomness.of(seed).at("bootstrap")));
    }
  }

  private static List<Comparison> corrected(List<Comparison> all) {
    List<Comparison> corrected = new ArrayList<>(all);
    for (String test : all.stream().map(Comparison::test).distinct().toList()) {
      int[] of =
          IntStream.range(0, all.size()).filter(i -> all.get(i).test().equals(test)).toArray();
      double[] p = new double[of.length];
      for (int k = 0; k < of.length; k++) {
        p[k] = all.get(of[k]).p();
      }
      double[] adjusted = Holm.adjust(p);
      for (int k = 0; k < of.length; k++) {
        corrected.set(of[k], with(all.get(of[k]), adjusted[k]));
      }
    }
    return corrected;
  }

  private static Comparison with(Comparison comparison, double adjusted) {
    return new Comparison(
        comparison.target(),
        comparison.attack(),
        comparison.metric(),
        comparison.first(),
        comparison.second(),
        comparison.seeds(),
        comparison.difference(),
        comparison.interval(),
        comparison.test(),
        comparison.p(),
        adjusted);
  }
}

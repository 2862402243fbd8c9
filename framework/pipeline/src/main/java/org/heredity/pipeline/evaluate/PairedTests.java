package org.heredity.pipeline.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.heredity.api.metric.Bootstrap;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.McNemar;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.Comparison;
import org.heredity.data.Randomness;

/**
 * Compares two methods on the same test images: McNemar's exact test within each seed, and a
 * bootstrap over seeds and images of the difference. Immutable and thread-safe.
 *
 * @param target name of the target dataset
 * @param attack name of the attack
 * @param first name of a method
 * @param second name of the other
 */
public record PairedTests(String target, String attack, String first, String second) {
  /** What is compared. */
  public enum Metric {
    /** Correct when clean, of all images. */
    ACC,
    /** Wrong when adversarial, of the images correct when clean. */
    DIR
  }

  /**
   * McNemar's test in one seed. ACC: all images. DIR: those that both students get right when
   * clean, for only they are paired; the difference is that of the DIRs on these.
   */
  public Comparison mcNemar(Metric metric, Outcomes one, Outcomes other) {
    requirePaired(one, other);
    int onlyFirst = 0;
    int onlySecond = 0;
    int paired = 0;
    for (int i = 0; i < one.images(); i++) {
      if (metric == Metric.DIR && !(one.correct(i) && other.correct(i))) {
        continue;
      }
      boolean a = metric == Metric.ACC ? one.correct(i) : one.inherited(i);
      boolean b = metric == Metric.ACC ? other.correct(i) : other.inherited(i);
      paired++;
      onlyFirst += a && !b ? 1 : 0;
      onlySecond += b && !a ? 1 : 0;
    }
    double p = paired == 0 ? Double.NaN : McNemar.exact(onlyFirst, onlySecond);
    double difference = paired == 0 ? Double.NaN : (double) (onlyFirst - onlySecond) / paired;
    return comparison(metric, 1, difference, null, "mcnemar", p);
  }

  /**
   * The difference of the means over seeds, with a bootstrap interval and p value: seeds are drawn
   * with replacement, and test images, the same for both methods and all seeds.
   *
   * @param ones of the first method, one a seed
   * @param others of the second, in the same order of seeds
   */
  public Comparison bootstrap(
      Metric metric, List<Outcomes> ones, List<Outcomes> others, Randomness randomness) {
    for (int s = 0; s < ones.size(); s++) {
      requirePaired(ones.get(s), others.get(s));
    }
    int seeds = ones.size();
    int images = ones.get(0).images();
    double[] distribution =
        Bootstrap.distribution(
            draws -> {
              int[] seed = draw(draws.at("seeds"), seeds, seeds);
              int[] image = draw(draws.at("images"), images, images);
              return difference(metric, ones, others, seed, image);
            },
            randomness.at(target).at(attack).at(first).at(second).at(metric.name()));
    double observed = difference(metric, ones, others, identity(seeds), identity(images));
    return comparison(
        metric,
        seeds,
        observed,
        Bootstrap.interval(distribution),
        "bootstrap",
        Double.isNaN(observed) ? Double.NaN : Bootstrap.p(distribution));
  }

  private Comparison comparison(
      Metric metric, int seeds, double difference, Interval interval, String test, double p) {
    return new Comparison(
        target,
        attack,
        metric.name().toLowerCase(Locale.ROOT),
        first,
        second,
        seeds,
        difference,
        interval,
        test,
        p,
        Double.NaN);
  }

  private static double difference(
      Metric metric, List<Outcomes> ones, List<Outcomes> others, int[] seeds, int[] images) {
    double sum = 0;
    for (int seed : seeds) {
      sum += value(metric, ones.get(seed), images) - value(metric, others.get(seed), images);
    }
    return sum / seeds.length;
  }

  /** The metric on some of the images, which may be drawn more than once. */
  static double value(Metric metric, Outcomes outcomes, int[] images) {
    int correct = 0;
    int inherited = 0;
    for (int i : images) {
      if (outcomes.correct(i)) {
        correct++;
        inherited += outcomes.inherited(i) ? 1 : 0;
      }
    }
    return metric == Metric.ACC ? (double) correct / images.length : (double) inherited / correct;
  }

  /** {@code count} draws with replacement of {@code n}. */
  static int[] draw(Randomness randomness, int count, int n) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = Bootstrap.index(randomness, i, n);
    }
    return drawn;
  }

  private static int[] identity(int n) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static void requirePaired(Outcomes one, Outcomes other) {
    if (!Arrays.equals(one.labels(), other.labels())) {
      throw new IllegalArgumentException("paired tests need the same images in the same order");
    }
  }
}

package org.heredity.api.result;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.heredity.api.metric.Bootstrap;
import org.heredity.api.metric.Interval;

/**
 * A share over the seeds of a method.
 *
 * @param mean over seeds; NaN if none was measured
 * @param interval of one seed, or of the mean over several; null if none was measured
 * @param values one for each seed, in the order of the cells
 */
public record Estimate(double mean, @Nullable Interval interval, List<Double> values) {
  /**
   * Copies the values.
   *
   * @param mean over seeds
   * @param interval of one seed, or of the mean over several
   * @param values one for each seed, in the order of the cells
   */
  public Estimate {
    values = List.copyOf(values);
  }

  /**
   * What the seeds of a method say together.
   *
   * @param <T> what was measured of a seed
   * @param seeds one for each; those whose share is NaN are left out
   * @param share of one
   * @param interval of one, which is the estimate's where it is the only one
   * @return their mean; of several with a bootstrap interval of the mean over the seeds
   */
  public static <T> Estimate overSeeds(
      List<T> seeds, ToDoubleFunction<T> share, Function<T, Interval> interval) {
    List<T> measured =
        seeds.stream().filter(seed -> !Double.isNaN(share.applyAsDouble(seed))).toList();
    List<Double> values = measured.stream().mapToDouble(share).boxed().toList();
    Interval of =
        switch (measured.size()) {
          case 0 -> null;
          case 1 -> interval.apply(measured.get(0));
          default -> Bootstrap.ofMean(values);
        };
    double mean = values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
    return new Estimate(mean, of, values);
  }
}

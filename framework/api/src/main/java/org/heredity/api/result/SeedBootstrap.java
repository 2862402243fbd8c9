package org.heredity.api.result;

import java.util.Arrays;
import java.util.List;
import org.heredity.data.Randomness;

/**
 * Percentile bootstrap of a mean over seeds (Efron and Tibshirani, 1993, chapter 13). With few
 * values every resample is looked at, so that the interval is exact; with more, resamples are
 * drawn, always the same for the same values. With few seeds such intervals are too narrow.
 */
final class SeedBootstrap {
  private static final double LEVEL = 0.95;
  private static final int MOST_EXACT = 7;
  private static final int DRAWN = 100_000;

  private SeedBootstrap() {}

  static Interval interval(List<Double> values) {
    double[] means = values.size() > MOST_EXACT ? drawn(values) : all(values);
    Arrays.sort(means);
    return new Interval(
        quantile(means, (1 - LEVEL) / 2), quantile(means, (1 + LEVEL) / 2), LEVEL, "bootstrap");
  }

  private static double[] all(List<Double> values) {
    int n = values.size();
    double[] means = new double[(int) Math.pow(n, n)];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      int digits = i;
      for (int draw = 0; draw < n; draw++) {
        sum += values.get(digits % n);
        digits /= n;
      }
      means[i] = sum / n;
    }
    return means;
  }

  private static double[] drawn(List<Double> values) {
    int n = values.size();
    Randomness randomness = Randomness.of(0).at("bootstrap over seeds");
    double[] means = new double[DRAWN];
    for (int i = 0; i < DRAWN; i++) {
      double sum = 0;
      for (int draw = 0; draw < n; draw++) {
        sum += values.get((int) (randomness.uniformDouble((long) i * n + draw) * n));
      }
      means[i] = sum / n;
    }
    return means;
  }

  /** The least value that at least {@code share} of the values do not exceed. */
  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}

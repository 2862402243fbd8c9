package org.heredity.core.result;

import java.util.Arrays;
import java.util.List;

/**
 * Percentile bootstrap of a mean over few values, exact: every resample is looked at, none drawn.
 */
final class SeedBootstrap {
  private static final double LEVEL = 0.95;
  private static final int MOST_VALUES = 7;

  private SeedBootstrap() {}

  static Interval interval(List<Double> values) {
    int n = values.size();
    if (n > MOST_VALUES) {
      // Mean and spread of the bootstrap distribution, which is nearly normal by then.
      double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      double half = 1.959964 * Math.sqrt(squares) / n;
      return new Interval(mean - half, mean + half, LEVEL, "bootstrap");
    }
    int resamples = (int) Math.pow(n, n);
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      int digits = i;
      for (int draw = 0; draw < n; draw++) {
        sum += values.get(digits % n);
        digits /= n;
      }
      means[i] = sum / n;
    }
    Arrays.sort(means);
    return new Interval(
        quantile(means, (1 - LEVEL) / 2), quantile(means, (1 + LEVEL) / 2), LEVEL, "bootstrap");
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}

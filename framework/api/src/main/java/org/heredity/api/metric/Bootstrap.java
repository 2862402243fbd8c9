package org.heredity.api.metric;

import java.util.Arrays;
import org.heredity.api.result.Interval;
import org.heredity.data.Randomness;

/**
 * Percentile bootstrap by drawn resamples (Efron and Tibshirani, 1993, chapter 13); for a mean over
 * seeds alone see {@link org.heredity.api.result.SeedBootstrap}. With few seeds its intervals are
 * too narrow; a report has to say how many there were.
 */
public final class Bootstrap {
  /** Resamples that are drawn. */
  public static final int RESAMPLES = 2000;

  private static final double LEVEL = 0.95;

  private Bootstrap() {}

  /** A statistic of a resample. */
  @FunctionalInterface
  public interface Resample {
    /** The statistic of resample number {@code b}, all draws from {@code randomness}. */
    double statistic(Randomness randomness);
  }

  /** The statistic of every resample, ascending; those that are NaN are left out. */
  public static double[] distribution(Resample resample, Randomness randomness) {
    double[] statistics = new double[RESAMPLES];
    for (int b = 0; b < RESAMPLES; b++) {
      statistics[b] = resample.statistic(randomness.at(b));
    }
    return Arrays.stream(statistics).filter(value -> !Double.isNaN(value)).sorted().toArray();
  }

  /** The middle 95% of ascending statistics; NaN ends if there are none. */
  public static Interval interval(double[] ascending) {
    double tail = (1 - LEVEL) / 2;
    return new Interval(
        quantile(ascending, tail), quantile(ascending, 1 - tail), LEVEL, "bootstrap");
  }

  /**
   * The two-sided p value that the statistic is 0: twice the smaller share of resamples on either
   * side, counting the observed sample as one of them.
   */
  public static double p(double[] ascending) {
    long atMost = Arrays.stream(ascending).filter(value -> value <= 0).count();
    long atLeast = Arrays.stream(ascending).filter(value -> value >= 0).count();
    return Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (ascending.length + 1));
  }

  /** Draw number {@code i} of 0 to n-1. */
  static int index(Randomness randomness, long i, int n) {
    return (int) (randomness.uniformDouble(i) * n);
  }

  /** Linear between order statistics (Hyndman and Fan's type 7). */
  private static double quantile(double[] ascending, double share) {
    if (ascending.length == 0) {
      return Double.NaN;
    }
    double at = share * (ascending.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (at - below) * (ascending[above] - ascending[below]);
  }
}

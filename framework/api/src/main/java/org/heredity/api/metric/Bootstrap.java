package org.heredity.api.metric;

import java.util.Arrays;
import java.util.List;
import org.heredity.data.Randomness;

/**
 * Percentile bootstrap (Efron and Tibshirani, 1993, chapter 13). With few seeds its intervals are
 * too narrow; a report has to say how many there were. Stateless and thread-safe.
 */
public final class Bootstrap {
  /** Resamples that are drawn. */
  public static final int RESAMPLES = 2000;

  private static final double LEVEL = 0.95;
  private static final int MOST_EXACT = 7;
  private static final int MEANS_DRAWN = 100_000;

  private Bootstrap() {}

  /** A statistic of a resample. */
  @FunctionalInterface
  public interface Resample {
    /**
     * The statistic of one resample.
     *
     * @param randomness of this resample, from which all draws are taken
     * @return the statistic; NaN if it is not defined
     */
    double statistic(Randomness randomness);
  }

  /**
   * The interval of a mean. Of up to seven values every resample is looked at, so that the interval
   * is exact; of more, resamples are drawn, always the same ones for the same number of values.
   *
   * @param values one for each seed, at least one
   * @return the middle 95% of the means
   */
  public static Interval ofMean(List<Double> values) {
    double[] means = values.size() > MOST_EXACT ? drawnMeans(values) : allMeans(values);
    Arrays.sort(means);
    return interval(means);
  }

  private static double[] allMeans(List<Double> values) {
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

  private static double[] drawnMeans(List<Double> values) {
    int n = values.size();
    Randomness randomness = Randomness.of(0).at("bootstrap over seeds");
    double[] means = new double[MEANS_DRAWN];
    for (int i = 0; i < MEANS_DRAWN; i++) {
      double sum = 0;
      for (int draw = 0; draw < n; draw++) {
        sum += values.get(index(randomness, (long) i * n + draw, n));
      }
      means[i] = sum / n;
    }
    return means;
  }

  /**
   * The statistic of every resample.
   *
   * @param resample draws a resample and computes the statistic
   * @param randomness of all resamples
   * @return ascending; those that are NaN are left out
   */
  public static double[] distribution(Resample resample, Randomness randomness) {
    double[] statistics = new double[RESAMPLES];
    for (int b = 0; b < RESAMPLES; b++) {
      statistics[b] = resample.statistic(randomness.at(b));
    }
    return Arrays.stream(statistics).filter(value -> !Double.isNaN(value)).sorted().toArray();
  }

  /**
   * The middle 95% of some statistics.
   *
   * @param ascending the statistics, sorted
   * @return the interval; its ends are NaN if there are no statistics
   */
  public static Interval interval(double[] ascending) {
    double tail = (1 - LEVEL) / 2;
    return new Interval(
        quantile(ascending, tail), quantile(ascending, 1 - tail), LEVEL, "bootstrap");
  }

  /**
   * The two-sided p value that the statistic is 0: twice the smaller share of resamples on either
   * side, counting the observed sample as one of them.
   *
   * @param ascending the statistic of every resample, sorted
   * @return from 0 to 1
   */
  public static double p(double[] ascending) {
    long atMost = Arrays.stream(ascending).filter(value -> value <= 0).count();
    long atLeast = Arrays.stream(ascending).filter(value -> value >= 0).count();
    return Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (ascending.length + 1));
  }

  /**
   * A draw with replacement.
   *
   * @param randomness of the resample
   * @param i number of the draw, from 0
   * @param n number of values to draw from
   * @return an index from 0 to n-1
   */
  public static int index(Randomness randomness, long i, int n) {
    return (int) (randomness.uniformDouble(i) * n);
  }

  /**
   * The least value that at least {@code share} of the values do not exceed: the inverse of their
   * distribution, which is exact where all resamples were looked at.
   */
  private static double quantile(double[] ascending, double share) {
    if (ascending.length == 0) {
      return Double.NaN;
    }
    return ascending[(int) Math.ceil(share * ascending.length) - 1];
  }
}

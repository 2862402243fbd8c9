package org.heredity.api.metric;

/**
 * Fisher's exact test that two shares of different samples are equal (J. Roy. Statist. Soc. 85,
 * 1922). Stateless and thread-safe.
 */
public final class FisherExact {
  /** Lets equally likely tables count in spite of rounding. */
  private static final double SLACK = 1 + 1e-7;

  private FisherExact() {}

  /**
   * The two-sided p value: the probability, given the margins, of all tables that are at most as
   * likely as this one.
   *
   * @param first items of the first sample that have the property
   * @param firstTotal items of the first sample
   * @param second items of the second sample that have the property
   * @param secondTotal items of the second sample
   * @return from 0 to 1
   * @throws IllegalArgumentException if a count is negative or exceeds its total
   */
  public static double p(int first, int firstTotal, int second, int secondTotal) {
    if (first < 0 || first > firstTotal || second < 0 || second > secondTotal) {
      throw new IllegalArgumentException(
          first + " of " + firstTotal + " and " + second + " of " + secondTotal);
    }
    int total = firstTotal + secondTotal;
    double[] logFactorial = new double[total + 1];
    for (int i = 1; i <= total; i++) {
      logFactorial[i] = logFactorial[i - 1] + Math.log(i);
    }
    int with = first + second;
    double observed = logProbability(logFactorial, first, firstTotal, with, total);
    double limit = observed + Math.log(SLACK);
    double sum = 0;
    for (int k = Math.max(0, with - secondTotal); k <= Math.min(with, firstTotal); k++) {
      double log = logProbability(logFactorial, k, firstTotal, with, total);
      sum += log <= limit ? Math.exp(log) : 0;
    }
    return Math.min(1, sum);
  }

  /** Hypergeometric. */
  private static double logProbability(double[] f, int k, int firstTotal, int with, int total) {
    return choose(f, firstTotal, k)
        + choose(f, total - firstTotal, with - k)
        - choose(f, total, with);
  }

  private static double choose(double[] f, int n, int k) {
    return f[n] - f[k] - f[n - k];
  }
}

package org.heredity.api.metric;

/** Wilson's score interval of a share (JASA 22, 1927), without continuity correction. */
public final class WilsonInterval {
  private static final double Z95 = 1.959963984540054;

  private WilsonInterval() {}

  /**
   * The 95% interval of {@code successes} out of {@code trials}; [0, 1] if there are no trials.
   *
   * @param successes how many had the property
   * @param trials how many there were
   * @return the interval, within [0, 1]
   * @throws IllegalArgumentException unless 0 &lt;= successes &lt;= trials
   */
  public static Interval of(int successes, int trials) {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " successes of " + trials + " trials");
    }
    if (trials == 0) {
      return new Interval(0, 1, 0.95, "wilson");
    }
    double n = trials;
    double p = successes / n;
    double z2 = Z95 * Z95;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z95 / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // At the ends the formula gives 0 and 1 but for rounding.
    double low = successes == 0 ? 0 : Math.max(0, centre - half);
    double high = successes == trials ? 1 : Math.min(1, centre + half);
    return new Interval(low, high, 0.95, "wilson");
  }
}

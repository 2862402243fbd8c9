package org.heredity.api.metric;

/**
 * McNemar's exact test (Psychometrika 12, 1947; exact by the binomial distribution) of two methods
 * on the same images.
 */
public final class McNemar {
  private McNemar() {}

  /**
   * The two-sided p value of the hypothesis that an image on which the methods differ is as likely
   * to favour the one as the other: twice the smaller tail of Binomial(first + second, 1/2), at
   * most 1.
   *
   * @param first images on which only the first method has the property
   * @param second images on which only the second has it
   * @return from 0 to 1
   * @throws IllegalArgumentException if a count is negative
   */
  public static double exact(int first, int second) {
    if (first < 0 || second < 0) {
      throw new IllegalArgumentException("counts must be 0 or more: " + first + ", " + second);
    }
    int n = first + second;
    int least = Math.min(first, second);
    double tail = 0;
    double logTerm = -n * Math.log(2);
    for (int i = 0; i <= least; i++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log((double) (n - i) / (i + 1));
    }
    return Math.min(1, 2 * tail);
  }
}

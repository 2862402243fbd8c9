package org.heredity.api.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for several comparisons (Scand. J. Statist. 6, 1979). Stateless. */
public final class Holm {
  private Holm() {}

  /**
   * Adjusts p values.
   *
   * @param p one for each comparison, in any order; NaN counts as no comparison
   * @return the adjusted values in the same order; NaN stays NaN
   */
  public static double[] adjust(double[] p) {
    int[] ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    double greatest = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      int i = ascending[rank];
      greatest = Math.max(greatest, Math.min(1, (ascending.length - rank) * p[i]));
      adjusted[i] = greatest;
    }
    return adjusted;
  }
}

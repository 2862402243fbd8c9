package org.heredity.api.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for several comparisons (Scand. J. Statist. 6, 1979). */
public final class Holm {
  private Holm() {}

  /** Adjusted p values in the order of {@code p}; NaN stays NaN and counts as no comparison. */
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

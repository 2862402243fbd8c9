package org.heredity.api.result;

import java.util.List;
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
}

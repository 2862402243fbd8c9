package org.heredity.api.result;

/**
 * A figure of a classifier and of what was made of it.
 *
 * @param before of the classifier; NaN if it is not known
 * @param after of what was made of it; NaN if it is not known
 */
public record BeforeAfter(double before, double after) {
  /** Nothing is known. */
  public static final BeforeAfter UNKNOWN = new BeforeAfter(Double.NaN, Double.NaN);

  /**
   * How much was gained, as part of what there was.
   *
   * @return below 0 for a loss; NaN if either is not known
   */
  public double change() {
    return (after - before) / before;
  }

  /**
   * How much was gained, in the figure's own unit.
   *
   * @return below 0 for a loss; NaN if either is not known
   */
  public double difference() {
    return after - before;
  }
}

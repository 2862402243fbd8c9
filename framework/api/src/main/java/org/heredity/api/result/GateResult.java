package org.heredity.api.result;

import org.heredity.api.metric.Interval;

/**
 * A figure that had to reach a limit.
 *
 * @param name of the option that set it, such as {@code max-dir}
 * @param subject what was evaluated, such as {@code photos6, student.pth}
 * @param limit the limit
 * @param value the figure
 * @param interval of the figure, which must lie on the right side of the limit as a whole; null
 *     where the figure alone is compared, and in older files
 * @param decision what came of it
 * @param passed whether the gate holds: only if it is decided so
 */
public record GateResult(
    String name,
    String subject,
    double limit,
    double value,
    @AddedLater @Nullable Interval interval,
    @AddedLater Decision decision,
    boolean passed) {
  /** What comes of a gate. */
  public enum Decision {
    /** The limit is kept, by the whole interval where there is one. */
    PASSED,
    /** The limit is missed, by the figure itself. */
    FAILED,
    /** The figure keeps the limit, but its interval reaches beyond: too few images to tell. */
    UNDECIDED
  }

  /**
   * A gate on a greatest value.
   *
   * @param name of the option
   * @param subject what was evaluated
   * @param limit greatest value that passes
   * @param value the figure
   * @param interval of the figure; null to compare the figure alone
   * @return the gate; failed if the figure is not a number
   */
  public static GateResult atMost(
      String name, String subject, double limit, double value, Interval interval) {
    return of(
        name, subject, limit, value, interval, value <= limit, end(interval, true, value) <= limit);
  }

  /**
   * A gate on a least value.
   *
   * @param name of the option
   * @param subject what was evaluated
   * @param limit least value that passes
   * @param value the figure
   * @param interval of the figure; null to compare the figure alone
   * @return the gate; failed if the figure is not a number
   */
  public static GateResult atLeast(
      String name, String subject, double limit, double value, Interval interval) {
    return of(
        name,
        subject,
        limit,
        value,
        interval,
        value >= limit,
        end(interval, false, value) >= limit);
  }

  private static double end(Interval interval, boolean high, double value) {
    if (interval == null) {
      return value;
    }
    return high ? interval.high() : interval.low();
  }

  private static GateResult of(
      String name,
      String subject,
      double limit,
      double value,
      Interval interval,
      boolean kept,
      boolean certain) {
    Decision decision = !kept ? Decision.FAILED : certain ? Decision.PASSED : Decision.UNDECIDED;
    return new GateResult(
        name, subject, limit, value, interval, decision, decision == Decision.PASSED);
  }
}

package org.heredity.api.metric;

/**
 * A confidence interval of a share.
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 * @param level confidence level, such as 0.95
 * @param method how it was computed, such as {@code wilson} or {@code bootstrap}
 */
public record Interval(double low, double high, double level, String method) {}

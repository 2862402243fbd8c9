package org.heredity.api.result;

import org.heredity.api.metric.Interval;

/**
 * A paired test between two methods: the same target and attack, and the same test images.
 *
 * @param target name of the target dataset
 * @param attack name of the attack
 * @param metric {@code acc} or {@code dir}
 * @param first name of a method
 * @param second name of the other
 * @param seeds number of seeds compared
 * @param difference of the metric, first minus second, mean over seeds
 * @param interval of the difference; null if not computed
 * @param test such as {@code mcnemar} or {@code bootstrap}
 * @param p two-sided p value; NaN if not computed
 * @param adjusted {@code p} corrected for the number of comparisons in the suite
 */
public record Comparison(
    String target,
    String attack,
    String metric,
    String first,
    String second,
    int seeds,
    double difference,
    @Nullable Interval interval,
    String test,
    double p,
    double adjusted) {}

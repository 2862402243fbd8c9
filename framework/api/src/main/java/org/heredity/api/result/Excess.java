package org.heredity.api.result;

import org.heredity.api.metric.Interval;

/**
 * How much higher a student's DIR is than that of a control on the same images.
 *
 * @param value the student's DIR minus the control's; NaN if one of them is not defined
 * @param interval of the difference, by bootstrap over the images; null if it is not defined
 */
public record Excess(double value, @Nullable Interval interval) {}

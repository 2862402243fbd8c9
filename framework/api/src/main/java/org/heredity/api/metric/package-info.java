/**
 * Metrics and their statistics: ACC and the defect inheritance rate of a student ({@link
 * org.heredity.api.metric.Outcomes}, start there), confidence intervals ({@link
 * org.heredity.api.metric.WilsonInterval}, {@link org.heredity.api.metric.Bootstrap}) and tests of
 * differences between methods. Pure functions of predictions, for the framework, for reports and
 * for analyses of one's own; nothing here is to be implemented.
 */
package org.heredity.api.metric;

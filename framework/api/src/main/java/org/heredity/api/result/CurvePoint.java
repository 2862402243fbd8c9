package org.heredity.api.result;

/**
 * One point of a training or search curve, an epoch or part of one.
 *
 * @param stage the stage it belongs to, such as {@code search} or {@code tune}
 * @param step optimiser steps done so far in the stage
 * @param loss mean training loss since the last point
 * @param accuracy accuracy on the validation images; NaN if not measured
 * @param weightsKept share of convolution weights retained so far
 */
public record CurvePoint(
    String stage, int step, double loss, double accuracy, double weightsKept) {}

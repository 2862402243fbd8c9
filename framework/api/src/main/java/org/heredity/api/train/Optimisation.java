package org.heredity.api.train;

import org.heredity.engine.Trainer;

/**
 * How a network is trained: SGD without Nesterov, coupled weight decay on every parameter,
 * cross-entropy with smoothed labels.
 *
 * @param lr rate of all but the head
 * @param headFactor the head's rate over {@code lr}
 * @param momentum 0 for none
 * @param weightDecay added to the gradient, times the parameter
 * @param labelSmoothing share of the target that is spread evenly over all classes
 * @param schedule how the rates change
 */
public record Optimisation(
    double lr,
    double headFactor,
    double momentum,
    double weightDecay,
    double labelSmoothing,
    Schedule schedule) {
  public Optimisation {
    require(lr >= 0 && lr < Double.POSITIVE_INFINITY, "lr must be at least 0", lr);
    require(headFactor >= 0 && headFactor < Double.POSITIVE_INFINITY, "head-factor", headFactor);
    require(momentum >= 0 && momentum < 1, "momentum must be at least 0 and below 1", momentum);
    require(weightDecay >= 0, "weight-decay must be at least 0", weightDecay);
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label-smoothing must be at least 0 and below 1",
        labelSmoothing);
  }

  private static void require(boolean holds, String what, double value) {
    if (!holds) {
      throw new IllegalArgumentException(what + ", got " + value);
    }
  }

  Trainer.Sgd sgd() {
    return new Trainer.Sgd(lr, lr * headFactor, momentum, weightDecay);
  }
}

package org.heredity.api.train;

import org.heredity.engine.Trainer;

/**
 * How a network is trained: SGD without Nesterov, coupled weight decay on every parameter,
 * cross-entropy with smoothed labels. Immutable.
 *
 * @param lr learning rate of all but the head, at least 0
 * @param headFactor the head's learning rate divided by {@code lr}, at least 0
 * @param momentum in [0, 1); 0 for none
 * @param weightDecay added to the gradient, times the parameter
 * @param headPenalty half of this times the sum of squares of the head's weights and biases is
 *     added to the loss; at least 0
 * @param labelSmoothing share of a label that is spread evenly over all classes, in [0, 1)
 * @param schedule how the learning rates change
 */
public record Optimisation(
    double lr,
    double headFactor,
    double momentum,
    double weightDecay,
    double headPenalty,
    double labelSmoothing,
    Schedule schedule) {
  /**
   * Without a penalty on the head.
   *
   * @param lr learning rate of all but the head, at least 0
   * @param headFactor the head's learning rate divided by {@code lr}, at least 0
   * @param momentum in [0, 1)
   * @param weightDecay added to the gradient, times the parameter
   * @param labelSmoothing share of a label that is spread evenly over all classes, in [0, 1)
   * @param schedule how the learning rates change
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public Optimisation(
      double lr,
      double headFactor,
      double momentum,
      double weightDecay,
      double labelSmoothing,
      Schedule schedule) {
    this(lr, headFactor, momentum, weightDecay, 0, labelSmoothing, schedule);
  }

  /**
   * Checks the ranges.
   *
   * @param lr learning rate of all but the head, at least 0
   * @param headFactor the head's learning rate divided by {@code lr}, at least 0
   * @param momentum in [0, 1)
   * @param weightDecay added to the gradient, times the parameter
   * @param headPenalty of the head's squares, at least 0
   * @param labelSmoothing share of a label that is spread evenly over all classes, in [0, 1)
   * @param schedule how the learning rates change
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public Optimisation {
    require(lr >= 0 && lr < Double.POSITIVE_INFINITY, "lr must be at least 0", lr);
    require(
        headFactor >= 0 && headFactor < Double.POSITIVE_INFINITY,
        "head-factor must be at least 0",
        headFactor);
    require(momentum >= 0 && momentum < 1, "momentum must be at least 0 and below 1", momentum);
    require(weightDecay >= 0, "weight-decay must be at least 0", weightDecay);
    require(headPenalty >= 0, "head-penalty must be at least 0", headPenalty);
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
    // The penalty's gradient is headPenalty times the parameter, as that of weight decay.
    return new Trainer.Sgd(lr, lr * headFactor, momentum, weightDecay, weightDecay + headPenalty);
  }
}

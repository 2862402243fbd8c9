package org.heredity.attacks.inner;

import java.util.Optional;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;

/**
 * What can be set of the universal perturbation.
 *
 * @param epsilon largest change, in the threat model's unit
 * @param norm how a change is measured
 * @param stage whose activations are raised, from 1
 * @param step step size, in the threat model's unit; empty for the published share of epsilon
 * @param steps of the ascent
 * @param images of the target that each step looks at
 * @param imageWeight of their activations in the sum
 * @param gaussians images of Gaussian noise that each step looks at, with weight 1
 * @param meanLow least mean of such an image's channel, in values of [0,1]
 * @param meanHigh greatest mean
 * @param deviationLow least deviation, in values of [0,1]
 * @param deviationHigh greatest deviation
 */
public record UniversalSettings(
    @Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon,
    @Setting(value = "how a change is measured", byDefault = "l-infinity") Norm norm,
    @Setting(
            value = "stage of the teacher whose activations are raised; 1 is nearest to the images",
            byDefault = "1",
            min = 1,
            max = 1000)
        int stage,
    @Setting(
            value = "step size in epsilon's unit; if not given epsilon / 250, as published",
            min = 0)
        Optional<Double> step,
    @Setting(value = "number of steps", byDefault = "2000", min = 1, max = 1000000, strength = true)
        int steps,
    @Setting(
            value = "training images of the target that each step looks at",
            byDefault = "16",
            min = 1,
            max = 4096)
        int images,
    @Setting(value = "weight of their activations", byDefault = "1", min = 0, max = 1000)
        double imageWeight,
    @Setting(
            value = "UGS: images of Gaussian noise that each step looks at as well, with weight 1",
            byDefault = "0",
            min = 0,
            max = 4096)
        int gaussians,
    @Setting(
            value = "UGS: least mean of a noise image's channel, of 1",
            byDefault = "0.4",
            min = 0,
            max = 1)
        double meanLow,
    @Setting(value = "UGS: greatest mean", byDefault = "0.6", min = 0, max = 1) double meanHigh,
    @Setting(
            value = "UGS: least deviation of a noise image's channel, of 1",
            byDefault = "0.05",
            min = 0,
            max = 1)
        double deviationLow,
    @Setting(value = "UGS: greatest deviation", byDefault = "0.1", min = 0, max = 1)
        double deviationHigh) {
  /** 2e-4 of 0.05. */
  private static final double PUBLISHED_SHARE = 1.0 / 250;

  /**
   * Checks the ranges of means and deviations.
   *
   * @throws UsageException if one is empty
   */
  public UniversalSettings {
    requireRange("mean", meanLow, meanHigh);
    requireRange("deviation", deviationLow, deviationHigh);
  }

  private static void requireRange(String what, double low, double high) {
    if (low > high) {
      throw new UsageException(
          "'%s-low' must not be above '%s-high', got %s and %s; change one of them"
              .formatted(what, what, low, high));
    }
  }

  InnerStage inner() {
    return new InnerStage(stage);
  }

  /** The step size, in the threat model's unit; in a sweep over epsilons it scales with epsilon. */
  double stepSize(ThreatModel threat) {
    return step.orElseGet(() -> threat.epsilon() * PUBLISHED_SHARE);
  }
}

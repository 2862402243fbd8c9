package org.heredity.attacks.transfer;

import java.util.Optional;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;

/**
 * How images move.
 *
 * @param epsilon largest change, in the threat model's unit
 * @param norm how a change is measured
 * @param step step size, in the threat model's unit; empty for epsilon divided by the steps
 * @param steps of a climb
 * @param randomStart whether the first climb starts at a random point
 * @param restarts climbs, of which the best counts
 * @param momentum what remains of the sum of gradients at each step
 * @param nesterov whether gradients are taken where the momentum alone would lead
 * @param translate size of the kernel that smooths gradients; 0 for none
 */
record ClimbSettings(
    @Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon,
    @Setting(value = "how a change is measured", byDefault = "l-infinity") Norm norm,
    @Setting(
            value = "step size in epsilon's unit; if not given epsilon divided by the steps",
            min = 0)
        Optional<Double> step,
    @Setting(value = "number of steps", byDefault = "10", min = 1, max = 100000, strength = true)
        int steps,
    @Setting(value = "start at a random point of the ball", byDefault = "false")
        boolean randomStart,
    @Setting(
            value =
                "climbs, all but the first from a random point; of each image the best by the"
                    + " objective counts",
            byDefault = "1",
            min = 1,
            max = 1000,
            strength = true)
        int restarts,
    @Setting(
            value = "MI: share of the sum of earlier gradients that each step retains; 0 for none",
            byDefault = "1",
            min = 0,
            max = 1)
        double momentum,
    @Setting(value = "NI: take gradients where the momentum alone would lead", byDefault = "false")
        boolean nesterov,
    @Setting(
            value = "TI: size of the Gaussian kernel that smooths gradients, odd; 0 for none",
            byDefault = "0",
            min = 0,
            max = 99)
        int translate) {
  ClimbSettings {
    if (translate != 0 && (translate % 2 == 0 || translate == 1)) {
      throw new UsageException(
          "'translate': expected 0 or an odd number from 3, got " + translate + "; change it");
    }
    if (nesterov && momentum == 0) {
      throw new UsageException(
          "'nesterov' looks ahead along the momentum, but 'momentum' is 0; set it to 1, or leave"
              + " out 'nesterov'");
    }
  }

  /** The step size, in the threat model's unit; in a sweep over epsilons it scales with epsilon. */
  double stepSize(ThreatModel threat) {
    return step.orElseGet(() -> threat.epsilon() / steps);
  }
}

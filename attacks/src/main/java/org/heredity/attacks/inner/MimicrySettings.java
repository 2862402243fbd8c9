package org.heredity.attacks.inner;

import java.util.Optional;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;

/**
 * What can be set of mimicry.
 *
 * @param iterations epsilon, step size, steps and start
 * @param norm how a change is measured
 * @param stage whose output is imitated, from 1; empty for the penultimate features
 * @param guides images of the target that may be imitated
 */
public record MimicrySettings(
    @Inlined IterativeSettings iterations,
    @Setting(value = "how a change is measured", byDefault = "l-infinity") Norm norm,
    @Setting(
            value =
                "stage of the teacher whose output is imitated, 1 the one nearest to the images; if"
                    + " not given the penultimate features",
            min = 1,
            max = 1000)
        Optional<Integer> stage,
    @Setting(
            value =
                "training images of the target, of all classes, of which each image imitates one",
            byDefault = "64",
            min = 2,
            max = 4096)
        int guides) {
  /** The stage; empty for the penultimate features. */
  Optional<InnerStage> inner() {
    return stage.map(InnerStage::new);
  }
}

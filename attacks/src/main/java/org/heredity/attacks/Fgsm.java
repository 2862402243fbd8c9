package org.heredity.attacks;

import java.util.Optional;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.engine.Objective;

/**
 * The fast gradient sign method: one step as long as the budget, from the clean image, on the
 * cross-entropy of the teacher with a head trained on the target.
 */
final class Fgsm extends GradientAscent<Fgsm.Settings> {
  /**
   * What can be set.
   *
   * @param epsilon budget
   */
  record Settings(@Setting(value = Budget.EPSILON, min = 0) Optional<Double> epsilon) {}

  @Override
  public String name() {
    return "fgsm";
  }

  @Override
  public String description() {
    return "one step along the gradient's sign on the cross-entropy of the teacher with a head"
        + " trained on the target (Goodfellow et al., ICLR 2015)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean needsTargetHead() {
    return true;
  }

  @Override
  Objective ascended(int[] labels, Settings settings) {
    return new CrossEntropyObjective(labels);
  }

  @Override
  Ascent ascent(Settings settings) {
    return new Ascent(settings.epsilon(), Optional.empty(), 1, false);
  }

  @Override
  double step(ThreatModel threat, Settings settings) {
    return threat.epsilon();
  }
}

package org.heredity.attacks;

import java.util.Optional;
import org.heredity.core.Protocol;
import org.heredity.core.attack.ThreatModel;
import org.heredity.core.config.Setting;
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
  record Settings(
      @Setting(
              value =
                  "budget, in values of [0,1] (strict; 8/255 if not given) or normalised units"
                      + " (paper; 0.1)",
              min = 0)
          Optional<Double> epsilon) {}

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
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    return Budget.of(protocol, settings.epsilon(), false);
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
  int steps(Settings settings) {
    return 1;
  }

  @Override
  double step(ThreatModel threat, Settings settings) {
    return threat.epsilon();
  }
}

package org.heredity.attacks;

import java.util.Optional;
import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.engine.Objective;

/**
 * The fast gradient sign method: one step of size epsilon, from the clean image, on the
 * cross-entropy of the teacher with a head trained on the target.
 */
final class Fgsm extends GradientAttack<Fgsm.Settings> {
  /**
   * What can be set.
   *
   * @param epsilon largest change, and step size, in the threat model's unit
   */
  record Settings(@Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon) {}

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
  public boolean needsTargetHead(Settings settings) {
    return true;
  }

  @Override
  protected Objective maximised(int[] labels, Settings settings) {
    return CrossEntropyObjective.awayFrom(labels);
  }

  @Override
  protected IterativeSettings iterations(Settings settings) {
    return new IterativeSettings(settings.epsilon(), Optional.empty(), 1, false);
  }

  @Override
  protected double stepSize(ThreatModel threat, Settings settings) {
    return threat.epsilon();
  }
}

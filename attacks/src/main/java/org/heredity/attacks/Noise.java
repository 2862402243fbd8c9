package org.heredity.attacks;

import java.util.Optional;
import org.heredity.core.Protocol;
import org.heredity.core.attack.Attack;
import org.heredity.core.attack.AttackBatch;
import org.heredity.core.attack.ThreatModel;
import org.heredity.core.config.Setting;
import org.heredity.engine.FrozenNetwork;

/**
 * Uniform noise of the budget, as a control: the random start alone, which whoever calls draws from
 * (seed, image id).
 */
final class Noise implements Attack<Noise.Settings> {
  /**
   * What can be set.
   *
   * @param epsilon budget
   */
  record Settings(@Setting(value = Budget.EPSILON, min = 0) Optional<Double> epsilon) {}

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public String description() {
    return "uniform noise of the budget: a control that uses no gradient";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    return Budget.of(protocol, settings.epsilon(), true);
  }

  @Override
  public boolean needsTargetHead() {
    return false;
  }

  @Override
  public void perturb(
      FrozenNetwork model, ThreatModel threat, AttackBatch batch, Settings settings) {}
}

package org.heredity.attacks;

import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Setting;
import org.heredity.engine.AttackedNetwork;

/**
 * Uniform noise of size epsilon, as a control: the random start alone, which whoever calls draws
 * from (seed, image id).
 */
final class Noise implements Attack<Noise.Settings> {
  /**
   * What can be set.
   *
   * @param epsilon largest change, in the threat model's unit
   */
  record Settings(@Setting(value = ProtocolDefaults.EPSILON, min = 0) Optional<Double> epsilon) {}

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public String description() {
    return "uniform noise of size epsilon: a control that uses no gradient";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    return ProtocolDefaults.threatModel(protocol, Norm.L_INFINITY, settings.epsilon());
  }

  @Override
  public boolean needsTargetHead(Settings settings) {
    return false;
  }

  @Override
  public void perturb(
      List<? extends AttackedNetwork> models,
      ThreatModel threat,
      AttackBatch batch,
      Settings settings) {}
}

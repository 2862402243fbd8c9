package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.data.Normalisation;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.CommonConfig;

/**
 * An attack with its settings and the threat model that follows from them.
 *
 * @param label as reports show it
 * @param attack what makes the adversarial images
 * @param settings its settings
 * @param threat what it may do
 */
public record PlannedAttack<S extends Record>(
    String label, Attack<S> attack, S settings, ThreatModel threat) {

  /** All attacks of a suite, an audit or a single run, in their order. */
  public static List<PlannedAttack<?>> all(CommonConfig config) {
    List<PlannedAttack<?>> planned = new ArrayList<>();
    config.attacks().forEach(attack -> planned.add(of(attack, config.protocol())));
    return List.copyOf(planned);
  }

  /**
   * An attack under a protocol.
   *
   * @throws org.heredity.api.config.UsageException if its threat model cannot be
   */
  public static <S extends Record> PlannedAttack<S> of(AttackConfig<S> config, Protocol protocol) {
    S settings = config.settings();
    ThreatModel threat = config.attack().threatModel(settings, protocol);
    return new PlannedAttack<>(config.label(), config.attack(), settings, threat);
  }

  /** The same attacks on a model, whose normalisation says what a pixel is. */
  public static List<PlannedAttack<?>> against(
      Normalisation normalisation, List<PlannedAttack<?>> attacks) {
    List<PlannedAttack<?>> against = new ArrayList<>();
    attacks.forEach(attack -> against.add(attack.with(attack.threat.against(normalisation))));
    return List.copyOf(against);
  }

  /** The settings as plain data, see {@link Settings#values}. */
  public Map<String, Object> values() {
    return Settings.values(settings);
  }

  /** The same attack with another epsilon. */
  public PlannedAttack<S> withEpsilon(double epsilon) {
    return with(threat.withEpsilon(epsilon));
  }

  private PlannedAttack<S> with(ThreatModel other) {
    return new PlannedAttack<>(label, attack, settings, other);
  }
}

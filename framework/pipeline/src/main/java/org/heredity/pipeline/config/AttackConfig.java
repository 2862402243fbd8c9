package org.heredity.pipeline.config;

import java.util.List;
import java.util.Map;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.Reading;
import org.heredity.api.config.Settings;

/**
 * One attack of a suite.
 *
 * @param label as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param attack what makes the adversarial images
 * @param settings its settings, defaults filled in
 */
public record AttackConfig<S extends Record>(String label, Attack<S> attack, S settings)
    implements AttackEntry {
  public AttackConfig {
    CommonConfig.requireName("attack", label);
    CommonConfig.requireName("attack", attack.name());
  }

  /**
   * Binds settings, and under them those of the preset that they name.
   *
   * @param place where they stand, for messages
   * @throws org.heredity.api.config.UsageException if they are not the attack's, or there is no
   *     such preset
   */
  public static <S extends Record> AttackConfig<S> of(
      String label, Attack<S> attack, Map<String, ?> values, String place, Reading reading) {
    Map<String, Object> all = Presets.apply(attack.presets(), values, place);
    return new AttackConfig<>(label, attack, Settings.bind(attack.settings(), all, place, reading));
  }

  /** The attack with these settings, under its own name. */
  public static <S extends Record> AttackConfig<S> of(Attack<S> attack, Map<String, ?> values) {
    return of(attack.name(), attack, values, attack.name(), Reading.plain());
  }

  /** The settings as plain data, see {@link Settings#values}. */
  public Map<String, Object> values() {
    return Settings.values(settings);
  }

  @Override
  public List<AttackConfig<?>> members() {
    return List.of(this);
  }

  @Override
  public Map<String, Object> written() {
    return NamedEntries.written(label, attack.name(), values());
  }
}

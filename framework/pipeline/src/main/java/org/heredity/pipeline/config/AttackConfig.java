package org.heredity.pipeline.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One attack of a suite.
 *
 * @param label as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param attack name of the {@link org.heredity.api.attack.Attack}
 * @param settings what the user set, by kebab-case name; defaults fill the rest
 */
public record AttackConfig(String label, String attack, Map<String, Object> settings) {
  public AttackConfig {
    SuiteConfig.requireName("attack", label);
    SuiteConfig.requireName("attack", attack);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The attack with its defaults, under its own name. */
  public static AttackConfig of(String attack) {
    return new AttackConfig(attack, attack, Map.of());
  }
}

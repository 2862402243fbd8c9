package org.heredity.pipeline.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One method of a suite.
 *
 * @param label as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param method name of the {@link org.heredity.api.method.ReuseMethod}
 * @param settings what the user set, by kebab-case name; defaults fill the rest
 */
public record MethodConfig(String label, String method, Map<String, Object> settings) {
  public MethodConfig {
    SuiteConfig.requireName("method", label);
    SuiteConfig.requireName("method", method);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The method with its defaults, under its own name. */
  public static MethodConfig of(String method) {
    return new MethodConfig(method, method, Map.of());
  }
}

package org.heredity.api.method;

import java.util.Map;

/**
 * A way to make a student of a teacher: fine-tuning, ReMoS, SEAM. One small class each; what
 * methods share is in {@link Reuse}. Implementations are stateless and thread-safe.
 *
 * @param <S> its settings, a record whose components are described by {@link
 *     org.heredity.api.config.Setting}
 */
public interface ReuseMethod<S extends Record> {
  /** What it is called in a suite, in kebab case. */
  String name();

  /** What it does, in a phrase, with the paper. */
  String description();

  /** The type of its settings. */
  Class<S> settings();

  /**
   * Published settings by name, such as {@code paper-resnet50}: what differs from the defaults, as
   * a user would write it in YAML. A user who names one as {@code preset} may still change any of
   * it.
   */
  default Map<String, Map<String, Object>> presets() {
    return Map.of();
  }

  /** Makes the student. */
  Student make(Reuse reuse, S settings);
}

package org.heredity.core.method;

/**
 * A way to make a student of a teacher: fine-tuning, ReMoS, SEAM. One small class each; what
 * methods share is in {@link Reuse}. Implementations are stateless and thread-safe.
 *
 * @param <S> its settings, a record whose components are described by {@link
 *     org.heredity.core.config.Setting}
 */
public interface ReuseMethod<S extends Record> {
  /** What it is called in a suite, in kebab case. */
  String name();

  /** What it does, in a phrase, with the paper. */
  String description();

  /** The type of its settings. */
  Class<S> settings();

  /** Makes the student. */
  Student make(Reuse reuse, S settings);
}

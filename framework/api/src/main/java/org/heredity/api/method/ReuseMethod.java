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
  /**
   * What it is called in a suite.
   *
   * @return a name in kebab case, unlike that of every other method
   */
  String name();

  /**
   * What it does, with the paper, for {@code list methods} and reports.
   *
   * @return a phrase without a full stop
   */
  String description();

  /**
   * The type of its settings.
   *
   * @return the record that {@link #make} takes
   */
  Class<S> settings();

  /**
   * Published settings by name, such as {@code seam-resnet50}: what differs from the defaults, as a
   * user would write it in YAML. A user who names one as {@code preset} may still change any of it.
   *
   * @return by preset's name, settings by name in kebab case
   */
  default Map<String, Map<String, Object>> presets() {
    return Map.of();
  }

  /**
   * Makes the student. All that takes long should run in {@link Reuse#stage} or {@link
   * Reuse#sharedStage}, and all that is random should come from {@link Reuse#randomness}: then a
   * student that was interrupted is bitwise identical to one that was not.
   *
   * @param reuse teacher, target and seed, and where stages run
   * @param settings as the user set them
   * @return the student; its tensors are the framework's from now on, which closes them, but for
   *     those that are the teacher's
   * @throws org.heredity.api.train.TrainingException if the training diverges
   */
  Student make(Reuse reuse, S settings);
}

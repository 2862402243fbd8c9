package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.config.Inlined;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;

/**
 * Trains a network of the teacher's layout from random weights: what it inherits is the floor of
 * every other method. The published code anneals the learning rate by a cosine.
 */
final class Retrain implements ReuseMethod<Retrain.Settings> {
  /** What can be set. */
  record Settings(@Inlined("{" + TrainingSettings.FROM_SCRATCH + "}") TrainingSettings training) {}

  @Override
  public String name() {
    return "retrain";
  }

  @Override
  public String description() {
    return "trains the teacher's network on the target from random weights: the floor of what can"
        + " be inherited";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.common(Map.of(), Map.of());
    presets.put(
        PaperPresets.SEAM,
        Map.of(
            "epochs",
            300,
            "lr",
            0.1,
            "momentum",
            0.5,
            "weight-decay",
            1e-4,
            "schedule",
            "constant"));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return Student.unmasked(
        TrainingStage.of(reuse, "train", settings.training()).run(reuse::fromScratch));
  }
}

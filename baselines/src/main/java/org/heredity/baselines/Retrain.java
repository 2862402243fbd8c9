package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;
import org.heredity.engine.Initialisation;

/**
 * Trains a network of the teacher's layout from random weights: what it inherits is the floor of
 * every other method. Defaults are those of ReMoS' records: as many steps as fine-tuning has, at a
 * constant rate.
 */
final class Retrain implements ReuseMethod<Retrain.Settings> {
  /** What can be set. */
  record Settings(
      @Setting(value = RandomWeights.MEANING, byDefault = RandomWeights.DEFAULT)
          Initialisation initialisation,
      @Inlined("{" + TrainingSettings.FROM_SCRATCH + "}") TrainingSettings training) {}

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
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    presets.put(PaperPresets.REMOS_RECORDED, PaperPresets.of("select", "last"));
    presets.put(PaperPresets.REMOS_TABLE, PaperPresets.of("select", "last"));
    presets.put(PaperPresets.REMOS_TABLE_RESNET50, PaperPresets.of("select", "last"));
    Map<String, Object> seam =
        PaperPresets.of(
            "epochs",
            300,
            "select",
            "best",
            "lr",
            0.1,
            "momentum",
            0.5,
            "weight-decay",
            1e-4,
            "head-penalty",
            0.0,
            "initialisation",
            "fan-out");
    PaperPresets.seam(presets, seam, seam);
    presets.put(
        "renofeation",
        PaperPresets.of("select", "last", "iterations", 90_000, "schedule", "cosine"));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return Student.unmasked(
        TrainingStage.of(reuse, "train", settings.training())
            .run(() -> reuse.fromScratch(settings.initialisation())));
  }
}

package org.heredity.baselines;

import java.util.List;
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
 * DELTA-R (Chin et al., "Renofeation", CVPR workshops 2021): trains from random weights with the
 * outputs of the stages drawn to the teacher's, so that no weight is inherited, only features.
 */
final class DeltaR implements ReuseMethod<DeltaR.Settings> {
  /** What can be set. */
  record Settings(
      @Setting(value = FeaturePenalty.LAMBDA, byDefault = "5", min = 0, max = 1e6) double lambda,
      @Setting(value = RandomWeights.MEANING, byDefault = RandomWeights.DEFAULT)
          Initialisation initialisation,
      @Inlined("{" + RandomWeights.RENOFEATION + "}") TrainingSettings training) {}

  @Override
  public String name() {
    return "delta-r";
  }

  @Override
  public String description() {
    return "trains from random weights with the stages' outputs drawn to the teacher's (DELTA-R,"
        + " Renofeation, 2021)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    PaperPresets.renofeation(presets, Map.of("lambda", 1));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return Student.unmasked(
        TrainingStage.of(reuse, "train", settings.training())
            .regularisedBy(
                () -> List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda())))
            .run(() -> reuse.fromScratch(settings.initialisation())));
  }
}

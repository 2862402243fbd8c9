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

/**
 * DELTA (Li et al., ICLR 2019, without its attention, as ReMoS and Renofeation run it): fine-tuning
 * that holds the outputs of the stages near the teacher's. Defaults are those of Renofeation's
 * scripts for MIT Scenes; the other datasets are presets.
 */
final class Delta implements ReuseMethod<Delta.Settings> {
  /** What can be set. */
  record Settings(
      @Setting(value = FeaturePenalty.LAMBDA, byDefault = "0.5", min = 0, max = 1e6) double lambda,
      @Inlined(
              "{lr: 0.01, head-factor: 1, head-penalty: 0.01, label-smoothing: 0, schedule:"
                  + " cosine}")
          TrainingSettings training) {}

  private static final String LAMBDA = "lambda";

  @Override
  public String name() {
    return "delta";
  }

  @Override
  public String description() {
    return "fine-tunes with the stages' outputs held near the teacher's (DELTA, ICLR 2019)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    PaperPresets.renofeation(presets, "scenes");
    PaperPresets.renofeation(presets, "birds", "weight-decay", 0.0, LAMBDA, 0.1);
    PaperPresets.renofeation(presets, "flowers", "lr", 0.005, "momentum", 0.9, LAMBDA, 0.1);
    PaperPresets.renofeation(presets, "dogs", "weight-decay", 0.0, LAMBDA, 10);
    PaperPresets.renofeation(presets, "actions", "lr", 0.005, "weight-decay", 0.0, LAMBDA, 1);
    Map<String, Object> remos =
        PaperPresets.of("iterations", 10_000, "label-smoothing", 0.0, "dropout", 0.0);
    PaperPresets.remosTable(presets, remos, remos);
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return Student.unmasked(
        TrainingStage.of(reuse, TrainingStage.FINE_TUNING, settings.training())
            .regularisedBy(
                () -> List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda())))
            .run(() -> reuse.fromTeacher(reuse.teacher().weights())));
  }
}

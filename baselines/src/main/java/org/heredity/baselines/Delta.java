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
 * that holds the outputs of the stages near the teacher's. Published weights of the term by dataset
 * are presets. The published code anneals the learning rate by a cosine, as here; it also gives the
 * head a weight decay of its own and the same learning rate as the rest, whereas here the head is
 * trained as in all other methods.
 */
final class Delta implements ReuseMethod<Delta.Settings> {
  /** What can be set. */
  record Settings(
      @Setting(value = FeaturePenalty.LAMBDA, byDefault = "0.5", min = 0, max = 1e6) double lambda,
      @Inlined("{lr: 0.01, schedule: cosine}") TrainingSettings training) {}

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
    Map<String, Map<String, Object>> presets = PaperPresets.common(Map.of(), Map.of());
    presets.put("paper-scenes", Map.of("lambda", 0.5));
    presets.put("paper-birds", Map.of("lambda", 0.1));
    presets.put("paper-flowers", Map.of("lambda", 0.1));
    presets.put("paper-dogs", Map.of("lambda", 10));
    presets.put("paper-actions", Map.of("lambda", 1));
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

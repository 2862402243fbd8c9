package org.heredity.baselines;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.core.config.Setting;
import org.heredity.core.method.Reuse;
import org.heredity.core.method.ReuseMethod;
import org.heredity.core.method.Student;
import org.heredity.core.train.Optimisation;
import org.heredity.core.train.Schedule;

/**
 * DELTA (Li et al., ICLR 2019, without its attention, as ReMoS and Renofeation run it): fine-tuning
 * that keeps the outputs of the stages near the teacher's. Published weights of the term by dataset
 * are presets. The published code anneals the rate by a cosine; it also gives the head weight decay
 * of its own, and one rate for all, which PROTOCOL does not.
 */
final class Delta implements ReuseMethod<Delta.Settings> {
  /** What can be set; see {@link Text}. */
  record Settings(
      @Setting(value = Text.LAMBDA, byDefault = "0.5", min = 0, max = 1e6) double lambda,
      @Setting(value = Text.ITERATIONS, byDefault = "30000", min = 1) int iterations,
      @Setting(value = Text.EPOCHS, min = 1) Optional<Integer> epochs,
      @Setting(value = Text.PATIENCE, byDefault = "30", min = 0) int patience,
      @Setting(value = Text.LR, byDefault = "0.01", min = 0, max = 100) double lr,
      @Setting(value = Text.HEAD_FACTOR, byDefault = "10", min = 0, max = 1e6) double headFactor,
      @Setting(value = Text.MOMENTUM, byDefault = "0", min = 0, max = 0.9999) double momentum,
      @Setting(value = Text.WEIGHT_DECAY, byDefault = "1e-4", min = 0, max = 10) double weightDecay,
      @Setting(value = Text.LABEL_SMOOTHING, byDefault = "0.1", min = 0, max = 0.9999)
          double labelSmoothing,
      @Setting(value = Text.DROPOUT, byDefault = "0", min = 0, max = 0.99) double dropout,
      @Setting(value = Text.SCHEDULE, byDefault = "cosine") Schedule schedule) {
    TuningPlan plan() {
      return new TuningPlan(
          iterations,
          epochs,
          patience,
          new Optimisation(lr, headFactor, momentum, weightDecay, labelSmoothing, schedule),
          dropout);
    }
  }

  @Override
  public String name() {
    return "delta";
  }

  @Override
  public String description() {
    return "fine-tunes with the stages' outputs kept near the teacher's (DELTA, ICLR 2019)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = Presets.common(Map.of(), Map.of());
    presets.put("paper-scenes", Map.of("lambda", 0.5));
    presets.put("paper-birds", Map.of("lambda", 0.1));
    presets.put("paper-flowers", Map.of("lambda", 0.1));
    presets.put("paper-dogs", Map.of("lambda", 10));
    presets.put("paper-actions", Map.of("lambda", 1));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return new Student(
        Tuning.tune(
            reuse,
            Tuning.TUNE,
            settings.plan(),
            () -> Tuning.reused(reuse, reuse.teacher().weights()),
            () -> List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda()))),
        Map.of());
  }
}

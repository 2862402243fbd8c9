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
 * DELTA-R (Chin et al., "Renofeation", CVPR workshops 2021): trains from random weights with the
 * outputs of the stages drawn to the teacher's, so that no weight is inherited, only features. The
 * published code anneals the rate by a cosine.
 */
final class DeltaR implements ReuseMethod<DeltaR.Settings> {
  /** What can be set; see {@link Text}. */
  record Settings(
      @Setting(value = Text.LAMBDA, byDefault = "5", min = 0, max = 1e6) double lambda,
      @Setting(value = Text.ITERATIONS, byDefault = "90000", min = 1) int iterations,
      @Setting(value = Text.EPOCHS, min = 1) Optional<Integer> epochs,
      @Setting(value = Text.PATIENCE, byDefault = "0", min = 0) int patience,
      @Setting(value = Text.LR, byDefault = "0.01", min = 0, max = 100) double lr,
      @Setting(value = Text.HEAD_FACTOR, byDefault = "1", min = 0, max = 1e6) double headFactor,
      @Setting(value = Text.MOMENTUM, byDefault = "0.9", min = 0, max = 0.9999) double momentum,
      @Setting(value = Text.WEIGHT_DECAY, byDefault = "5e-3", min = 0, max = 10) double weightDecay,
      @Setting(value = Text.LABEL_SMOOTHING, byDefault = "0", min = 0, max = 0.9999)
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
    return Presets.common(Map.of(), Map.of());
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return new Student(
        Tuning.tune(
            reuse,
            "train",
            settings.plan(),
            () -> Tuning.random(reuse),
            () -> List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda()))),
        Map.of());
  }
}

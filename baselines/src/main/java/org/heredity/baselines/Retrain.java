package org.heredity.baselines;

import java.util.Map;
import java.util.Optional;
import org.heredity.core.config.Setting;
import org.heredity.core.method.Reuse;
import org.heredity.core.method.ReuseMethod;
import org.heredity.core.method.Student;
import org.heredity.core.train.Optimisation;
import org.heredity.core.train.Schedule;

/**
 * Trains a network of the teacher's layout from random weights: what it inherits is the floor of
 * every other method. The published code anneals the rate by a cosine.
 */
final class Retrain implements ReuseMethod<Retrain.Settings> {
  /** What can be set; see {@link Text}. */
  record Settings(
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
    Map<String, Map<String, Object>> presets = Presets.common(Map.of(), Map.of());
    presets.put(
        Presets.SEAM,
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
    return new Student(
        Tuning.tune(reuse, "train", settings.plan(), () -> Tuning.random(reuse)), Map.of());
  }
}

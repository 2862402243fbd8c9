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
 * Trains all of the teacher's weights on the target, with a fresh head. Defaults are ReMoS'; SEAM
 * trains its own baseline without label smoothing (preset {@code paper-seam}).
 */
final class FineTune implements ReuseMethod<FineTune.Settings> {
  /** What can be set; see {@link Text}. */
  record Settings(
      @Setting(value = Text.ITERATIONS, byDefault = "30000", min = 1) int iterations,
      @Setting(value = Text.EPOCHS, min = 1) Optional<Integer> epochs,
      @Setting(value = Text.PATIENCE, byDefault = "30", min = 0) int patience,
      @Setting(value = Text.LR, byDefault = "0.005", min = 0, max = 100) double lr,
      @Setting(value = Text.HEAD_FACTOR, byDefault = "10", min = 0, max = 1e6) double headFactor,
      @Setting(value = Text.MOMENTUM, byDefault = "0", min = 0, max = 0.9999) double momentum,
      @Setting(value = Text.WEIGHT_DECAY, byDefault = "1e-4", min = 0, max = 10) double weightDecay,
      @Setting(value = Text.LABEL_SMOOTHING, byDefault = "0.1", min = 0, max = 0.9999)
          double labelSmoothing,
      @Setting(value = Text.DROPOUT, byDefault = "0", min = 0, max = 0.99) double dropout,
      @Setting(value = Text.SCHEDULE, byDefault = "constant") Schedule schedule) {
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
    return "fine-tune";
  }

  @Override
  public String description() {
    return "trains all of the teacher's weights on the target, with a fresh head";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = Presets.common(Map.of(), Map.of());
    presets.put(Presets.SEAM, Map.of("epochs", 300, "patience", 30, "label-smoothing", 0.0));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return new Student(
        Tuning.tune(
            reuse,
            Tuning.TUNE,
            settings.plan(),
            () -> Tuning.reused(reuse, reuse.teacher().weights())),
        Map.of());
  }
}

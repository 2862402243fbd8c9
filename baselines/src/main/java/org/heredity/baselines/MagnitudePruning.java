package org.heredity.baselines;

import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.config.Setting;
import org.heredity.core.method.Reuse;
import org.heredity.core.method.ReuseMethod;
import org.heredity.core.method.Student;
import org.heredity.core.train.Optimisation;
import org.heredity.core.train.Schedule;
import org.heredity.engine.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Magnitude pruning: zeroes the convolution weights of least magnitude, over all convolutions
 * together, then fine-tunes. As in the published code of ReMoS the weights at or below the
 * magnitude at position {@code int(total * ratio)} in ascending order go, and those removed may
 * move again.
 */
final class MagnitudePruning implements ReuseMethod<MagnitudePruning.Settings> {
  /** What can be set; see {@link Text}. */
  record Settings(
      @Setting(
              value = "share of the convolution weights that is removed",
              byDefault = "0.8",
              min = 0,
              max = 0.999)
          double ratio,
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
    return "mag-prune";
  }

  @Override
  public String description() {
    return "removes the convolution weights of least magnitude, then fine-tunes";
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
    StateDict teacher = reuse.teacher().weights();
    StateDict mask =
        reuse.sharedStage(
            "slice",
            Map.of("magnitude-ratio", settings.ratio()),
            progress -> {
              try (Network network = Tuning.reused(reuse, teacher)) {
                return StateDict.of(
                    mask(ConvolutionWeights.of(network.stateDict()), settings.ratio()));
              }
            });
    StateDict tuned =
        Tuning.tune(
            reuse,
            Tuning.TUNE,
            settings.plan(),
            () -> Tuning.reused(reuse, Tuning.masked(teacher, mask.asMap())));
    return new Student(tuned, mask.asMap());
  }

  /** By name 1 where a weight stays. */
  static Map<String, INDArray> mask(ConvolutionWeights weights, double ratio) {
    float[] magnitudes = weights.magnitudes();
    float threshold = ConvolutionWeights.quantile(magnitudes, ratio);
    return weights.mask(i -> magnitudes[i] > threshold);
  }
}

package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Magnitude pruning: zeroes the convolution weights of least magnitude, over all convolutions
 * together, then fine-tunes. As in the published code of ReMoS the weights at or below the
 * magnitude at position {@code int(total * ratio)} in ascending order go, and those removed may
 * move again.
 */
final class MagnitudePruning implements ReuseMethod<MagnitudePruning.Settings> {
  /** What can be set. */
  record Settings(
      @Setting(
              value = "share of the convolution weights that is removed",
              byDefault = "0.8",
              min = 0,
              max = 0.999)
          double ratio,
      @Inlined TuningPlan plan) {}

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
    return PaperPresets.common(Map.of(), Map.of());
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
    return Tuning.tuneMasked(reuse, settings.plan(), mask);
  }

  /** By name 1 where a weight stays. */
  static Map<String, INDArray> mask(ConvolutionWeights weights, double ratio) {
    float[] magnitudes = weights.magnitudes();
    float threshold = ConvolutionWeights.quantile(magnitudes, ratio);
    return weights.mask(i -> magnitudes[i] > threshold);
  }
}

package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;

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
      @Inlined("{iterations: 10000}") TrainingSettings training) {}

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
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    PaperPresets.remosTable(presets, Map.of(), Map.of());
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    StateDict mask =
        reuse.sharedStage(
            "slice",
            Map.of("magnitude-ratio", settings.ratio()),
            progress -> mask(ConvolutionWeights.of(reuse.teacher()), settings.ratio()));
    return TrainingStage.fineTuneMasked(reuse, settings.training(), mask);
  }

  /** By name 1 where a weight is retained. */
  static StateDict mask(ConvolutionWeights weights, double ratio) {
    return weights.maskLowest(weights.magnitudes(), ratio);
  }
}

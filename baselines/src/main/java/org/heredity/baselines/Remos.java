package org.heredity.baselines;

import java.util.Map;
import java.util.TreeMap;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.engine.FrozenNetwork;

/**
 * ReMoS (Zhang et al., ICSE 2022): profiles how often the target's training images activate the
 * teacher's channels, zeroes the weights that are large but hardly used, and fine-tunes; zeroed
 * weights may move again, as in the published code. The profile is made on images preprocessed as
 * for a test (centre crop), so that it does not depend on a seed.
 */
final class Remos implements ReuseMethod<Remos.Settings> {
  private static final int PROFILE_BATCH = 64;
  private static final String RATIO = "ratio";

  /** What can be set. */
  record Settings(
      @Setting(
              value = "share of the convolution weights that is removed",
              byDefault = "0.1",
              min = 0,
              max = 0.999)
          double ratio,
      @Setting(
              value = "scaled activation over which a channel counts as covered",
              byDefault = "0.5",
              min = 0,
              max = 1)
          double threshold,
      @Setting(value = ShuffledMask.MEANING, byDefault = "false") boolean shuffleMask,
      @Inlined TrainingSettings training) {}

  @Override
  public String name() {
    return "remos";
  }

  @Override
  public String description() {
    return "removes the weights that are large but hardly used on the target, then fine-tunes"
        + " (ReMoS, ICSE 2022)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    presets.put(
        PaperPresets.REMOS_RECORDED,
        PaperPresets.of(
            RATIO, 0.05, "select", "last", "label-smoothing", 0.0, "head-penalty", 0.01));
    Map<String, Object> resnet18 = PaperPresets.of(RATIO, 0.1);
    Map<String, Object> resnet50 = PaperPresets.of(RATIO, 0.03);
    PaperPresets.remosTable(presets, resnet18, resnet50);
    PaperPresets.seam(
        presets,
        PaperPresets.with(resnet18, "select", "last"),
        PaperPresets.with(resnet50, "select", "last"));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    StateDict mask = slice(reuse, settings);
    return TrainingStage.fineTuneMasked(
        reuse, settings.training(), settings.shuffleMask() ? ShuffledMask.of(mask, reuse) : mask);
  }

  private static StateDict slice(Reuse reuse, Settings settings) {
    CoverageProfile profile = CoverageProfile.of(profile(reuse, settings.threshold()));
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("threshold", settings.threshold());
    inputs.put(RATIO, settings.ratio());
    return reuse.sharedStage(
        "slice",
        inputs,
        progress ->
            RelevanceRanking.mask(
                ConvolutionWeights.of(reuse.teacher()), profile, settings.ratio()));
  }

  private static StateDict profile(Reuse reuse, double threshold) {
    return reuse.sharedStage(
        "profile",
        Map.of("threshold", threshold),
        progress -> {
          CoverageProfile profile = new CoverageProfile(threshold);
          ImageSource images = reuse.target().train();
          int done = 0;
          try (FrozenNetwork teacher =
                  FrozenNetwork.of(reuse.teacher().spec(), reuse.teacher().weights());
              Batches batches =
                  Batches.test(images, reuse.target().preprocessing(), PROFILE_BATCH)) {
            while (batches.hasNext()) {
              Batch batch = batches.next();
              teacher.observe(batch.images(), profile);
              batch.images().close();
              done += batch.size();
              progress.at(done, images.size(), "images");
            }
          }
          return profile.toStateDict();
        });
  }
}

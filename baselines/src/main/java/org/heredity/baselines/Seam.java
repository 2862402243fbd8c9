package org.heredity.baselines;

import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.HeadTraining;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.Learner;
import org.heredity.api.train.MaskLearner;
import org.heredity.api.train.RetainedShare;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.MaskSearch;

/**
 * SEAM (Qi et al., ICSE 2023): trains a head on the frozen teacher, searches which of its weights
 * the target needs, zeroes the others in the original teacher, and fine-tunes with a fresh head;
 * zeroed weights may move again, as in the published code.
 *
 * <p>SEAM counts epochs, up to 300 of each stage. An epoch of a small target has few steps, so that
 * the same training scale would train it far less than other methods; lengths are therefore given
 * in steps, those of 300 epochs of MIT Scenes, its first dataset. The preset {@code paper-seam}
 * counts epochs.
 *
 * <p>The share removed is checked once an epoch, as published, but every 100 steps where an epoch
 * has more. It is the share of those weights that ever meet the image: at the papers' 224 x 224
 * these are all weights, at 32 x 32 three eighths of ResNet18's.
 */
final class Seam implements ReuseMethod<Seam.Settings> {
  private static final String SEARCH = "search";

  /** What can be set. */
  record Settings(
      @Setting(value = "Adam's learning rate on the mask", byDefault = "0.05", min = 0, max = 100)
          double lrMask,
      @Setting(
              value = "Adam's learning rate on the head during the search",
              byDefault = "0.001",
              min = 0,
              max = 100)
          double lrHead,
      @Setting(
              value = "weight of the share of weights retained in the search's loss",
              byDefault = "0.5",
              min = 0,
              max = 1e6)
          double alpha,
      @Setting(
              value = "share of weights removed at which the search is over",
              byDefault = "0.6",
              min = 0,
              max = 1)
          double pruneThreshold,
      @Setting(
              value =
                  "let only weights that ever meet the image count towards prune-threshold: at"
                      + " small image sizes many lie on the padding",
              byDefault = "true")
          boolean liveOnly,
      @Setting(
              value =
                  "published number of steps of the search, which the training scale multiplies",
              byDefault = "25200",
              min = 1)
          int searchIterations,
      @Setting(
              value = "published number of epochs of the search, in place of search-iterations",
              min = 1)
          Optional<Integer> searchEpochs,
      @Setting(
              value =
                  "evaluations without a better mask after which the search is over; 0 for never",
              byDefault = "30",
              min = 0)
          int searchPatience,
      @Inlined("{iterations: 25200, label-smoothing: 0}") TrainingSettings training) {
    TrainingLength searchLength(double trainingScale, int stepsPerEpoch) {
      return TrainingLength.published(
          searchIterations, searchEpochs, trainingScale, stepsPerEpoch, searchPatience);
    }
  }

  @Override
  public String name() {
    return "seam";
  }

  @Override
  public String description() {
    return "searches the weights that the target needs, removes the others, then fine-tunes (SEAM,"
        + " ICSE 2023)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.common(Map.of(), Map.of());
    presets.put(PaperPresets.SEAM, Map.of("epochs", 300, "search-epochs", 300));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    return TrainingStage.fineTuneMasked(reuse, settings.training(), search(reuse, settings));
  }

  private static StateDict search(Reuse reuse, Settings settings) {
    // Every student has a head of its own, because the search's result depends on the head.
    long seed = reuse.randomness().at("probe").bits(0);
    StateDict withHead = HeadTraining.teacherWithHead(reuse, seed);
    MaskSearch.Settings rates =
        new MaskSearch.Settings(settings.lrMask(), settings.lrHead(), settings.alpha());
    return reuse.stage(
        SEARCH,
        progress -> {
          TrainingImages images = reuse.trainingImages(SEARCH);
          TrainingLength length =
              settings.searchLength(reuse.trainingScale(), images.stepsPerEpoch());
          try (Learner learner =
              new MaskLearner(
                  MaskSearch.of(reuse.studentSpec(), withHead, rates),
                  reuse.validationImages(),
                  new RetainedShare(reuse.studentSpec(), settings.liveOnly()),
                  settings.pruneThreshold())) {
            return new TrainingLoop(SEARCH, length, images).run(learner, progress);
          }
        });
  }
}

package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.Learner;
import org.heredity.api.train.MaskLearner;
import org.heredity.api.train.RetainedShare;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.Select;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.TrainingSettings;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;

/**
 * SEAM (Qi et al., ICSE 2023): trains a head on the teacher, searches which of its weights the
 * target needs, zeroes the others in the original teacher, and fine-tunes with a fresh head; zeroed
 * weights may move again, as in the published code.
 *
 * <p>The head is trained with the network in train mode, so that batch norm's running statistics
 * move to the target; the search works on those, in eval mode. Fine-tuning starts from the
 * teacher's own.
 *
 * <p>SEAM counts epochs, up to 300 of each stage. An epoch of a small target has few steps, so that
 * the same training scale would train it far less than other methods; lengths are therefore given
 * in steps, those of 300 epochs of MIT Scenes, its first dataset. The protocol {@code paper} and
 * SEAM's presets count epochs.
 *
 * <p>The share removed is that of the weights that ever meet the image: at the papers' 224 x 224
 * these are all weights, at 32 x 32 three eighths of ResNet18's. Under the protocol {@code paper}
 * all count.
 */
final class Seam implements ReuseMethod<Seam.Settings> {
  private static final String HEAD = "head";
  private static final String SEARCH = "search";

  /** Steps of 300 epochs of MIT Scenes, as a default: a sign that the user did not say a length. */
  private static final int STEPS = 25_200;

  private static final int EPOCHS = 300;
  private static final int PATIENCE = 30;
  private static final double HEAD_LR = 0.1;
  private static final double HEAD_DECAY = 1e-4;

  /** What can be set. */
  record Settings(
      @Setting(
              value =
                  "published number of steps of the head's training, which the training scale"
                      + " multiplies",
              byDefault = "25200",
              min = 1)
          int headIterations,
      @Setting(
              value =
                  "published number of epochs of the head's training, in place of head-iterations",
              min = 1)
          Optional<Integer> headEpochs,
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
              "let only weights that ever meet the image count towards prune-threshold: at small"
                  + " image sizes many lie on the padding; if not set, true, but false in the paper"
                  + " protocol")
          Optional<Boolean> liveOnly,
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
      @Setting(
              "which mask is retained, the best on the validation images or the last; if not set,"
                  + " best, but last in the paper protocol")
          Optional<Select> searchSelect,
      @Setting(value = ShuffledMask.MEANING, byDefault = "false") boolean shuffleMask,
      @Inlined("{iterations: 25200, select: best, label-smoothing: 0}") TrainingSettings training) {
    /** The first stage: the best of up to 300 epochs. */
    TrainingSettings head(Protocol protocol) {
      return new TrainingSettings(
          headIterations,
          epochs(headIterations, headEpochs, protocol),
          Optional.of(Select.BEST),
          Optional.of(PATIENCE),
          HEAD_LR,
          1,
          0,
          HEAD_DECAY,
          0,
          0,
          0,
          Schedule.CONSTANT);
    }

    TrainingLength searchLength(Protocol protocol, double trainingScale, int stepsPerEpoch) {
      // The published code keeps the best masks as a view of the live ones, and so saves the last.
      Select published = protocol == Protocol.PAPER ? Select.LAST : Select.BEST;
      return TrainingLength.published(
              searchIterations,
              epochs(searchIterations, searchEpochs, protocol),
              trainingScale,
              stepsPerEpoch,
              searchPatience)
          .selecting(searchSelect.orElse(published))
          .under(protocol, stepsPerEpoch);
    }

    /** The last stage. */
    TrainingSettings tuning(Protocol protocol) {
      return training.ofEpochs(epochs(training.iterations(), training.epochs(), protocol));
    }

    private static Optional<Integer> epochs(
        int iterations, Optional<Integer> set, Protocol protocol) {
      return set.isEmpty() && iterations == STEPS && protocol == Protocol.PAPER
          ? Optional.of(EPOCHS)
          : set;
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
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    Map<String, Object> epochs =
        PaperPresets.of("epochs", EPOCHS, "search-epochs", EPOCHS, "head-epochs", EPOCHS);
    PaperPresets.seam(presets, epochs, epochs);
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    StateDict mask = search(reuse, settings);
    return TrainingStage.fineTuneMasked(
        reuse,
        settings.tuning(reuse.protocol()),
        settings.shuffleMask() ? ShuffledMask.of(mask, reuse) : mask);
  }

  /** The teacher with moved running statistics and a head for the target. */
  private static StateDict withHead(Reuse reuse, Settings settings) {
    return TrainingStage.of(reuse, HEAD, settings.head(reuse.protocol()))
        .ofHead()
        .startingFrom(Map.of("head", "probe"))
        .run(
            () ->
                Network.reuse(
                    reuse.studentSpec(),
                    reuse.teacher().weights(),
                    reuse.randomness().at("probe")));
  }

  private static StateDict search(Reuse reuse, Settings settings) {
    StateDict withHead = withHead(reuse, settings);
    MaskSearch.Settings rates =
        new MaskSearch.Settings(settings.lrMask(), settings.lrHead(), settings.alpha());
    boolean liveOnly = settings.liveOnly().orElse(reuse.protocol() != Protocol.PAPER);
    return reuse.stage(
        SEARCH,
        inputs(reuse, settings, withHead, liveOnly),
        progress -> {
          TrainingImages images = reuse.trainingImages(SEARCH);
          TrainingLength length =
              settings.searchLength(
                  reuse.protocol(), reuse.trainingScale(), images.stepsPerEpoch());
          try (Learner learner =
              new MaskLearner(
                      MaskSearch.of(reuse.studentSpec(), withHead, rates),
                      reuse.validationImages(),
                      new RetainedShare(reuse.studentSpec(), liveOnly),
                      settings.pruneThreshold())
                  .dropping(reuse.randomness().at("classifier-dropout").at(SEARCH))) {
            return new TrainingLoop(SEARCH, length, images).run(learner, progress);
          }
        });
  }

  /** All that the mask depends on: students that differ in tuning or shuffling share it. */
  private static Map<String, Object> inputs(
      Reuse reuse, Settings settings, StateDict withHead, boolean liveOnly) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("head", withHead.digest());
    inputs.put("lr-mask", settings.lrMask());
    inputs.put("lr-head", settings.lrHead());
    inputs.put("alpha", settings.alpha());
    inputs.put("prune-threshold", settings.pruneThreshold());
    inputs.put("live-only", liveOnly);
    inputs.put("steps", settings.searchIterations());
    inputs.put("epochs", settings.searchEpochs().orElse(0));
    inputs.put("patience", settings.searchPatience());
    inputs.put("select", settings.searchLength(reuse.protocol(), 1, 1).select().name());
    return inputs;
  }
}

package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.Setting;
import org.heredity.api.train.Progress;
import org.heredity.api.train.Select;
import org.heredity.api.train.Stages;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.StratifiedSplit;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.Accuracies;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;

/**
 * GradSplitter (arXiv 2311.04438), SEAM's nearest relative: masks over kernels, of all classes'
 * modules at once, learned by gradients together with a small head for each module. Four fifths of
 * the training images are learned from; on the others the result is chosen: of the epochs that lose
 * less than a point of accuracy the one with the fewest kernels (by hand in the published code).
 *
 * @param settings of the search
 * @param conditions under which the classifier is taken apart
 * @param dataset that the classifier was trained for
 */
public record GradSplitter(Settings settings, Conditions conditions, Dataset dataset)
    implements DirectMethod {
  /** What tables call it. */
  public static final String NAME = "grad-splitter";

  private static final String STAGE = "kernel-masks";
  private static final double HELD_OUT = 0.2;

  /**
   * Settings of the search.
   *
   * @param lrStart Adam's rate on the heads in the first epochs
   * @param lr Adam's rate from then on
   * @param alpha weight of the share of kernels kept
   * @param startEpochs on the heads alone
   * @param rounds published number, which the training scale multiplies
   * @param jointEpochs of each round, on masks and heads
   * @param headEpochs of each round, on heads alone
   */
  public record Settings(
      @Setting(
              value = "Adam's learning rate on the heads in the first epochs",
              byDefault = "0.01",
              min = 0,
              max = 100)
          double lrStart,
      @Setting(
              value = "Adam's learning rate on masks and heads from then on",
              byDefault = "0.001",
              min = 0,
              max = 100)
          double lr,
      @Setting(
              value = "weight of the share of kernels kept in the loss",
              byDefault = "0.1",
              min = 0,
              max = 1e6)
          double alpha,
      @Setting(value = "first epochs, on the heads alone", byDefault = "5", min = 1, max = 1e4)
          int startEpochs,
      @Setting(
              value = "published number of rounds, which the training scale multiplies",
              byDefault = "20",
              min = 1,
              max = 1e4)
          int rounds,
      @Setting(
              value = "epochs of each round on masks and heads",
              byDefault = "5",
              min = 1,
              max = 1e4)
          int jointEpochs,
      @Setting(
              value = "epochs of each round on heads alone, after those",
              byDefault = "2",
              min = 1,
              max = 1e4)
          int headEpochs) {
    /** Epochs of so many rounds, the first ones among them. */
    int epochs(int of) {
      return startEpochs + of * (jointEpochs + headEpochs);
    }

    /** Which stretch an epoch belongs to, each of which starts with a fresh optimiser. */
    int phase(int epoch) {
      if (epoch < startEpochs) {
        return 0;
      }
      int after = epoch - startEpochs;
      int round = after / (jointEpochs + headEpochs);
      return 1 + 2 * round + (after % (jointEpochs + headEpochs) < jointEpochs ? 0 : 1);
    }

    /** Whether a phase is on masks, too. */
    static boolean joint(int phase) {
      return phase % 2 == 1;
    }

    /** The learning rate of a phase. */
    double rate(int phase) {
      return phase == 0 ? lrStart : lr;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Part> parts(List<Problem> problems, Stages work) {
    problems.forEach(problem -> problem.target(NAME));
    List<Place> places = Place.of(conditions.teacher().spec());
    Map<String, Object> key = conditions.key();
    key.put("teacher", conditions.teacher().digest());
    key.put("settings", org.heredity.api.config.Settings.values(settings));
    Stages.Made made = work.run(STAGE, dataset.name(), key, progress -> search(places, progress));
    List<Kernels> kernels =
        Kernels.of(conditions.teacher().spec(), places, made.tensors(), KernelMasks.MASKS);
    float[][] heads = Floats.rows(made.tensors().get(KernelMasks.HEADS));
    made.tensors().release();
    List<Part> parts = new ArrayList<>();
    for (Problem problem : problems) {
      int target = problem.target(NAME);
      Kernels own = kernels.get(target);
      ModuleHead head = new ModuleHead(conditions.teacher().spec().classes());
      parts.add(
          new ModulePart(
              conditions,
              problem,
              places,
              own.maps(),
              own.count(),
              new Sigmoid(head, heads[target])));
    }
    return parts;
  }

  private StateDict search(List<Place> places, Progress progress) {
    Randomness randomness = Randomness.of(conditions.seed()).at(NAME);
    ImageSource train = dataset.train();
    StratifiedSplit split = StratifiedSplit.of(train, HELD_OUT, randomness.at("held-out"));
    TrainingImages images =
        new TrainingImages(
            split.retained(train),
            conditions.preprocessing(),
            conditions.batchSize(),
            randomness.at("images"));
    ImageSource chosenOn = split.heldOut(train);
    double original = new Accuracies(conditions).original(chosenOn);
    int perEpoch = images.stepsPerEpoch();
    int epochs = settings.epochs(conditions.epochs(settings.rounds(), 1));
    TrainingLength length =
        new TrainingLength(Math.multiplyExact(epochs, perEpoch), perEpoch, 0, Select.BEST);
    try (KernelMasks masks =
        new KernelMasks(
            conditions.teacher(),
            places,
            settings,
            perEpoch,
            new ValidationImages(chosenOn, conditions.preprocessing()),
            original,
            randomness.at("heads"))) {
      return new TrainingLoop(STAGE, length, images).run(masks, progress);
    }
  }

  /** A module's head: over 0, before the sigmoid, is the class. */
  private record Sigmoid(ModuleHead head, float[] row) implements ModulePart.Outputs {
    @Override
    public float[] answer(float[] logits) {
      return new float[] {score(logits), 0};
    }

    @Override
    public float score(float[] logits) {
      return head.forward(row, logits);
    }
  }
}

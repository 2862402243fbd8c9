package org.heredity.pipeline.student;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.UsageException;
import org.heredity.api.train.Optimisation;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.Select;
import org.heredity.api.train.SupervisedLearner;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.CachedSource;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.engine.MemoryNeed;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Mode;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * Trains a teacher from random weights (He), with SGD and a rate that rises and falls (one cycle).
 * The last weights are the artifact: nothing is chosen on test images, which are only looked at for
 * the curve. What the work folder has from an interrupted or finished run of the same recipe, data
 * and seed is used. Stateless.
 */
public final class Pretrainer {
  private static final int EVALUATIONS = 10;
  private static final long CACHE_SHARE = 4;
  private static final String STAGE = "pretrain";

  private Pretrainer() {}

  /**
   * How to train.
   *
   * @param epochs times that every image is seen
   * @param batchSize images in a step
   * @param lr highest rate
   * @param momentum of SGD, no Nesterov
   * @param weightDecay coupled, on all parameters
   * @param labelSmoothing share of the target that is spread over all classes
   */
  public record Recipe(
      int epochs,
      int batchSize,
      double lr,
      double momentum,
      double weightDecay,
      double labelSmoothing) {
    public Recipe {
      require(epochs >= 1, "--epochs must be at least 1", epochs);
      require(batchSize >= 2 && batchSize <= 65_536, "--batch-size must be 2 to 65536", batchSize);
      require(lr > 0 && lr <= 100, "--lr must be over 0 and at most 100", lr);
      require(momentum >= 0 && momentum < 1, "--momentum must be 0 to below 1", momentum);
      require(weightDecay >= 0 && weightDecay <= 1, "--weight-decay must be 0 to 1", weightDecay);
      require(
          labelSmoothing >= 0 && labelSmoothing < 1,
          "--label-smoothing must be 0 to below 1",
          labelSmoothing);
    }

    private static void require(boolean holds, String what, Object value) {
      if (!holds) {
        throw new UsageException(what + ", got " + value);
      }
    }

    private Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("epochs", epochs);
      values.put("batch-size", batchSize);
      values.put("lr", lr);
      values.put("momentum", momentum);
      values.put("weight-decay", weightDecay);
      values.put("label-smoothing", labelSmoothing);
      return values;
    }
  }

  /**
   * Trains.
   *
   * @param work folder for what a resumed run needs
   * @return all tensors, head included
   * @throws org.heredity.files.StorageException if the folder cannot be written to or is in use
   */
  public static StateDict train(
      NetworkSpec spec,
      Dataset dataset,
      Preprocessing preprocessing,
      Recipe recipe,
      long seed,
      Path work,
      SuiteListener listener) {
    MemoryNeed.of(spec)
        .refusal(Mode.TRAIN, recipe.batchSize(), "--batch-size")
        .ifPresent(
            reason -> {
              throw new UsageException(reason);
            });
    try (WorkFolder folder = WorkFolder.open(work, listener)) {
      return folder
          .run(
              STAGE,
              dataset.name(),
              key(spec, dataset, preprocessing, recipe, seed),
              progress -> {
                ImageSource train = cached(dataset.train());
                Randomness randomness = Randomness.of(seed).at(STAGE);
                TrainingImages images =
                    new TrainingImages(
                        train, preprocessing, recipe.batchSize(), randomness.at("images"));
                TrainingLength length = length(recipe, images.stepsPerEpoch());
                Optimisation optimisation =
                    new Optimisation(
                        recipe.lr(),
                        1,
                        recipe.momentum(),
                        recipe.weightDecay(),
                        recipe.labelSmoothing(),
                        Schedule.ONE_CYCLE);
                try (SupervisedLearner learner =
                    new SupervisedLearner(
                            Network.create(spec, randomness.at("weights")),
                            optimisation,
                            length.steps(),
                            List.of(),
                            new ValidationImages(cached(dataset.test()), preprocessing))
                        .dropping(randomness.at("classifier-dropout"))) {
                  return new TrainingLoop(STAGE, length, images).run(learner, progress);
                }
              })
          .tensors();
    }
  }

  private static ImageSource cached(ImageSource source) {
    return new CachedSource(source, Runtime.getRuntime().maxMemory() / CACHE_SHARE);
  }

  private static TrainingLength length(Recipe recipe, int stepsPerEpoch) {
    long steps = (long) recipe.epochs() * stepsPerEpoch;
    if (steps > Integer.MAX_VALUE) {
      throw new UsageException(
          "--epochs " + recipe.epochs() + " are " + steps + " steps; there can be at most 2^31-1");
    }
    int every = (int) Math.max(1, (steps + EVALUATIONS - 1) / EVALUATIONS);
    return new TrainingLength((int) steps, every, 0, Select.LAST);
  }

  private static Map<String, Object> key(
      NetworkSpec spec, Dataset dataset, Preprocessing preprocessing, Recipe recipe, long seed) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("architecture", spec.architecture().name());
    all.put("width", spec.width());
    all.put("classes", spec.classes());
    all.put("preprocessing", preprocessing.key());
    all.put("dataset", dataset.digest());
    all.put("recipe", recipe.values());
    all.put("seed", seed);
    return all;
  }
}

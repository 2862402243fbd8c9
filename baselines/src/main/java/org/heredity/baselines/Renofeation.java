package org.heredity.baselines;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.BatchNormStatistics;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.Select;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.TrainingSettings;
import org.heredity.api.train.WeightAveraging;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Initialisation;
import org.heredity.engine.Network;
import org.heredity.engine.memory.Scope;

/**
 * Renofeation (Chin et al., CVPR workshops 2021): DELTA-R with spatial dropout, then a second stage
 * at a constant learning rate whose weights are averaged at a fixed interval, with the statistics
 * of batch norm recomputed on the training images. The training scale multiplies both stages and
 * that interval. Nothing is chosen in the second stage: its average is the student.
 */
final class Renofeation implements ReuseMethod<Renofeation.Settings> {
  private static final String AVERAGE = "average";

  /** What can be set. */
  record Settings(
      @Setting(value = FeaturePenalty.LAMBDA, byDefault = "5", min = 0, max = 1e6) double lambda,
      @Setting(value = RandomWeights.MEANING, byDefault = RandomWeights.DEFAULT)
          Initialisation initialisation,
      @Inlined("{" + RandomWeights.RENOFEATION + ", dropout: 0.1}") TrainingSettings training,
      @Setting(
              value =
                  "published number of steps of the second stage, which the training scale"
                      + " multiplies",
              byDefault = "30000",
              min = 1)
          int averagedIterations,
      @Setting(value = "learning rate of the second stage", byDefault = "0.005", min = 0, max = 100)
          double averagedLr,
      @Setting(
              value =
                  "published steps from one averaged set of weights to the next, which the training"
                      + " scale multiplies",
              byDefault = "500",
              min = 1)
          int averageEvery) {
    /** The second stage. */
    TrainingSettings averaged() {
      return new TrainingSettings(
          averagedIterations,
          Optional.empty(),
          Optional.of(Select.LAST),
          Optional.empty(),
          averagedLr,
          training.headFactor(),
          training.momentum(),
          training.weightDecay(),
          training.headPenalty(),
          training.labelSmoothing(),
          training.dropout(),
          Schedule.CONSTANT);
    }
  }

  @Override
  public String name() {
    return "renofeation";
  }

  @Override
  public String description() {
    return "DELTA-R with spatial dropout and averaged weights (Renofeation, 2021)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    PaperPresets.renofeation(presets, Map.of("lambda", 1));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    StateDict trained =
        TrainingStage.of(reuse, "train", settings.training())
            .regularisedBy(() -> penalty(reuse, settings))
            .run(() -> reuse.fromScratch(settings.initialisation()));
    return Student.unmasked(average(reuse, settings, trained));
  }

  private static List<FeaturePenalty> penalty(Reuse reuse, Settings settings) {
    return List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda()));
  }

  private static StateDict average(Reuse reuse, Settings settings, StateDict trained) {
    TrainingStage stage =
        TrainingStage.of(reuse, AVERAGE, settings.averaged())
            .regularisedBy(() -> penalty(reuse, settings));
    return reuse.stage(
        AVERAGE,
        progress -> {
          TrainingImages images = reuse.trainingImages(AVERAGE);
          TrainingLength length = stage.length(images);
          int every =
              (int) Math.max(1, Math.round(settings.averageEvery() * reuse.trainingScale()));
          Network start = Network.of(reuse.studentSpec(), trained);
          try (Scope scope = new Scope()) {
            StateDict averaged;
            try (WeightAveraging learner =
                new WeightAveraging(stage.learner(start, length.steps()), every)) {
              averaged =
                  scope.own(new TrainingLoop(AVERAGE, length, images).run(learner, progress));
            }
            return scope.release(
                BatchNormStatistics.recompute(
                    reuse.studentSpec(), averaged, images, stage.dropout()));
          }
        });
  }
}

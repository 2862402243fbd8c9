package org.heredity.baselines;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.config.Setting;
import org.heredity.core.method.Reuse;
import org.heredity.core.method.ReuseMethod;
import org.heredity.core.method.Student;
import org.heredity.core.train.BatchNormStatistics;
import org.heredity.core.train.Optimisation;
import org.heredity.core.train.Schedule;
import org.heredity.core.train.TrainingImages;
import org.heredity.core.train.TrainingLength;
import org.heredity.core.train.TrainingLoop;
import org.heredity.core.train.WeightAveraging;
import org.heredity.engine.Network;

/**
 * Renofeation (Chin et al., CVPR workshops 2021): DELTA-R with spatial dropout, then a second stage
 * at a constant rate whose weights are averaged every so many steps, with the statistics of batch
 * norm recomputed on the training images. The budget scales both stages and the distance of the
 * averaged weights. Nothing is chosen in the second stage: its average is the student.
 */
final class Renofeation implements ReuseMethod<Renofeation.Settings> {
  private static final String AVERAGE = "average";

  /** What can be set; see {@link Text}. */
  record Settings(
      @Setting(value = Text.LAMBDA, byDefault = "5", min = 0, max = 1e6) double lambda,
      @Setting(value = Text.ITERATIONS, byDefault = "90000", min = 1) int iterations,
      @Setting(value = Text.EPOCHS, min = 1) Optional<Integer> epochs,
      @Setting(value = Text.PATIENCE, byDefault = "0", min = 0) int patience,
      @Setting(value = Text.LR, byDefault = "0.01", min = 0, max = 100) double lr,
      @Setting(value = Text.HEAD_FACTOR, byDefault = "1", min = 0, max = 1e6) double headFactor,
      @Setting(value = Text.MOMENTUM, byDefault = "0.9", min = 0, max = 0.9999) double momentum,
      @Setting(value = Text.WEIGHT_DECAY, byDefault = "5e-3", min = 0, max = 10) double weightDecay,
      @Setting(value = Text.LABEL_SMOOTHING, byDefault = "0", min = 0, max = 0.9999)
          double labelSmoothing,
      @Setting(value = Text.DROPOUT, byDefault = "0.1", min = 0, max = 0.99) double dropout,
      @Setting(value = Text.SCHEDULE, byDefault = "cosine") Schedule schedule,
      @Setting(
              value = "published number of steps of the second stage, which the budget scales",
              byDefault = "30000",
              min = 1)
          int averagedIterations,
      @Setting(value = "learning rate of the second stage", byDefault = "0.005", min = 0, max = 100)
          double averagedLr,
      @Setting(
              value = "published steps between two averaged weights, which the budget scales",
              byDefault = "500",
              min = 1)
          int averageEvery) {
    TuningPlan first() {
      return plan(iterations, epochs, patience, lr, schedule);
    }

    TuningPlan second() {
      return plan(averagedIterations, Optional.empty(), 0, averagedLr, Schedule.CONSTANT);
    }

    private TuningPlan plan(
        int steps, Optional<Integer> inEpochs, int patient, double rate, Schedule scheduled) {
      return new TuningPlan(
          steps,
          inEpochs,
          patient,
          new Optimisation(rate, headFactor, momentum, weightDecay, labelSmoothing, scheduled),
          dropout);
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
    return Presets.common(Map.of(), Map.of());
  }

  @Override
  public Student make(Reuse reuse, Settings settings) {
    StateDict trained =
        Tuning.tune(
            reuse,
            "train",
            settings.first(),
            () -> Tuning.random(reuse),
            () -> List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda())));
    return new Student(average(reuse, settings, trained), Map.of());
  }

  private static StateDict average(Reuse reuse, Settings settings, StateDict trained) {
    TuningPlan plan = settings.second();
    return reuse.stage(
        AVERAGE,
        progress -> {
          TrainingImages images = TrainingImages.of(reuse, AVERAGE);
          TrainingLength length =
              plan.length(reuse.budget(), images.stepsPerEpoch()).withoutSelection();
          int every = (int) Math.max(1, Math.round(settings.averageEvery() * reuse.budget()));
          Network start = Network.of(Tuning.studentSpec(reuse), trained);
          StateDict averaged;
          try (WeightAveraging learner =
              new WeightAveraging(
                  Tuning.learner(
                      reuse,
                      AVERAGE,
                      plan,
                      length.steps(),
                      start,
                      List.of(FeaturePenalty.towards(reuse.teacher(), settings.lambda()))),
                  every)) {
            averaged = new TrainingLoop(AVERAGE, length, images).run(learner, progress);
          }
          return BatchNormStatistics.recompute(
              Tuning.studentSpec(reuse), averaged, images, Tuning.dropout(reuse, AVERAGE, plan));
        });
  }
}

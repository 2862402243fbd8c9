package org.heredity.baselines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.Student;
import org.heredity.api.train.Learner;
import org.heredity.api.train.SpatialDropout;
import org.heredity.api.train.StageRegulariser;
import org.heredity.api.train.SupervisedLearner;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingLoop;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Stages of supervised training, as methods put them together. */
final class Tuning {
  /** Name of the last stage of most methods. */
  static final String TUNE = "tune";

  private Tuning() {}

  /** The student's network: the teacher's, with a head for the target. */
  static NetworkSpec studentSpec(Reuse reuse) {
    return reuse.teacher().spec().withClasses(reuse.target().classes().size());
  }

  /** The teacher without its head, with a fresh one for the target. */
  static Network reused(Reuse reuse, StateDict teacher) {
    return Network.reuse(studentSpec(reuse), teacher, reuse.randomness().at("head"));
  }

  /** A network of the teacher's layout with random weights. */
  static Network random(Reuse reuse) {
    return Network.create(studentSpec(reuse), reuse.randomness().at("weights"));
  }

  /** The teacher's tensors with those weights at 0 where the mask is 0. */
  static StateDict masked(StateDict teacher, Map<String, INDArray> mask) {
    StateDict masked = teacher;
    for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
      masked = masked.with(entry.getKey(), teacher.get(entry.getKey()).mul(entry.getValue()));
    }
    return masked;
  }

  /**
   * Trains all weights.
   *
   * @param start what it starts from; called only if the stage has to be computed
   * @param regularisers beside the plan's dropout, before it; likewise
   */
  static StateDict tune(
      Reuse reuse,
      String stage,
      TuningPlan plan,
      Supplier<Network> start,
      Supplier<List<? extends StageRegulariser>> regularisers) {
    return reuse.stage(
        stage,
        progress -> {
          TrainingImages images = reuse.images(stage);
          TrainingLength length = plan.length(reuse.budget(), images.stepsPerEpoch());
          try (Learner learner =
              learner(reuse, stage, plan, length.steps(), start.get(), regularisers.get())) {
            return new TrainingLoop(stage, length, images).run(learner, progress);
          }
        });
  }

  /**
   * The student that keeps what the mask keeps: all other weights start at 0, then all are tuned.
   */
  static Student tuneMasked(Reuse reuse, TuningPlan plan, StateDict mask) {
    StateDict teacher = reuse.teacher().weights();
    StateDict tuned = tune(reuse, TUNE, plan, () -> reused(reuse, masked(teacher, mask.asMap())));
    return new Student(tuned, mask.asMap());
  }

  /** As the other, without regularisers of its own. */
  static StateDict tune(Reuse reuse, String stage, TuningPlan plan, Supplier<Network> start) {
    return tune(reuse, stage, plan, start, List::of);
  }

  /** A learner of one stage. */
  static SupervisedLearner learner(
      Reuse reuse,
      String stage,
      TuningPlan plan,
      int steps,
      Network network,
      List<? extends StageRegulariser> regularisers) {
    List<StageRegulariser> all = new ArrayList<>(regularisers);
    all.addAll(dropout(reuse, stage, plan));
    ValidationImages validation =
        new ValidationImages(reuse.target().validation(), reuse.target().preprocessing());
    return new SupervisedLearner(network, plan.optimisation(), steps, all, validation);
  }

  /** The plan's dropout; empty if it has none. */
  static List<StageRegulariser> dropout(Reuse reuse, String stage, TuningPlan plan) {
    return plan.dropout() > 0
        ? List.of(new SpatialDropout(plan.dropout(), reuse.randomness().at("dropout").at(stage)))
        : List.of();
  }
}

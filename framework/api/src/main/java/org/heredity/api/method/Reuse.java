package org.heredity.api.method;

import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.train.StageWork;
import org.heredity.api.train.TrainingImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;

/** What a method works on and with: one teacher, one target, one seed. */
public interface Reuse {
  Teacher teacher();

  TargetData target();

  Protocol protocol();

  /** Factor on the published number of steps or epochs. */
  double budget();

  /** Images in a training batch. */
  int batchSize();

  /** The student's own random numbers. */
  Randomness randomness();

  /**
   * A stage of this student alone: timed, shown to the user, and kept on disk so that a rerun need
   * not repeat it.
   *
   * @param name such as {@code search} or {@code tune}, once a student
   * @param work gets what it needs to report and to resume
   */
  StateDict stage(String name, StageWork work);

  /**
   * A stage whose artifact serves every student of the same teacher and target, such as a profile;
   * computed once.
   *
   * @param name such as {@code profile}
   * @param inputs all that the artifact depends on beside teacher, target and protocol; names,
   *     numbers, strings and booleans
   */
  StateDict sharedStage(String name, Map<String, Object> inputs, StageWork work);

  /** The training images of the target, in the order and augmentation of this student and stage. */
  default TrainingImages images(String stage) {
    return new TrainingImages(
        target().train(),
        target().preprocessing(),
        batchSize(),
        randomness().at("images").at(stage));
  }
}

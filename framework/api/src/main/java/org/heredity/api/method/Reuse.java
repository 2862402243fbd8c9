package org.heredity.api.method;

import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.train.StageWork;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Initialisation;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;

/**
 * What a method works on and with: one teacher, one target, one seed. Implemented by the framework;
 * used by the one thread that makes the student.
 */
public interface Reuse {
  /**
   * The model that is reused.
   *
   * @return the teacher
   */
  Teacher teacher();

  /**
   * What the student has to learn.
   *
   * @return the target dataset
   */
  TargetData target();

  /**
   * Which images choices are made on.
   *
   * @return the suite's protocol
   */
  Protocol protocol();

  /**
   * The factor that multiplies every published number of steps or epochs.
   *
   * @return over 0; 1 for the published length
   */
  double trainingScale();

  /**
   * Images in a training batch.
   *
   * @return at least 2
   */
  int batchSize();

  /**
   * The student's own random numbers, derived from its seed.
   *
   * @return the root; take a branch of it ({@link Randomness#at}) for each purpose
   */
  Randomness randomness();

  /**
   * A stage of this student alone: timed, shown to the user, and cached so that a rerun need not
   * repeat it.
   *
   * @param name in kebab case, such as {@code search} or {@code tune}; once a student
   * @param work computes the result, if it is not cached; gets what it needs to report and to
   *     resume
   * @return the result, computed or cached; open until the student is made, when the framework
   *     closes it
   */
  StateDict stage(String name, StageWork work);

  /**
   * A stage of this student that does not depend on all of its method's settings: it is computed
   * once for all students of the same seed whose inputs are equal, such as those of a sweep whose
   * values come to the same mask.
   *
   * @param name in kebab case, such as {@code tune}; once a student
   * @param inputs all that the result depends on beside teacher, target, protocol, seed, training
   *     scale and batch size: names with numbers, strings, booleans, lists and maps; tensors by
   *     their {@link StateDict#digest}
   * @param work computes the result, if it is not cached; gets what it needs to report and to
   *     resume
   * @return the result, computed or cached; open until the student is made, when the framework
   *     closes it
   */
  default StateDict stage(String name, Map<String, Object> inputs, StageWork work) {
    return stage(name, work);
  }

  /**
   * A stage whose result serves every student of the same teacher and target, such as a profile;
   * computed once. Two methods that use one name with equal inputs share the result, so a name or
   * an input has to tell what is computed.
   *
   * @param name in kebab case, such as {@code profile}
   * @param inputs all that the result depends on beside teacher, target and protocol: names with
   *     numbers, strings and booleans
   * @param work computes the result, if it is not cached
   * @return the result, computed or cached; open until the student is made, when the framework
   *     closes it
   */
  StateDict sharedStage(String name, Map<String, Object> inputs, StageWork work);

  /**
   * The target's training images, in an order and augmentation that belong to this student and
   * stage.
   *
   * @param stage its name
   * @return the images, not opened yet
   */
  default TrainingImages trainingImages(String stage) {
    return new TrainingImages(
        target().train(),
        target().preprocessing(),
        batchSize(),
        randomness().at("images").at(stage));
  }

  /**
   * The images that choices are made on.
   *
   * @return the target's validation images; the caller closes them
   */
  default ValidationImages validationImages() {
    return new ValidationImages(target().validation(), target().preprocessing());
  }

  /**
   * The student's architecture.
   *
   * @return the teacher's, with a head for the target's classes
   */
  default NetworkSpec studentSpec() {
    return teacher().spec().withClasses(target().classes().size());
  }

  /**
   * A student that starts from the teacher, with a fresh head drawn from {@link #randomness}.
   *
   * @param weights the teacher's, or a masked copy ({@link Teacher#masked}); the head among them is
   *     not used
   * @return the network before its first step; the caller closes it
   */
  default Network fromTeacher(StateDict weights) {
    return Network.reuse(studentSpec(), weights, randomness().at("head"));
  }

  /**
   * A student that starts from random weights, drawn from {@link #randomness} as PyTorch does by
   * default.
   *
   * @return the network before its first step; the caller closes it
   */
  default Network fromScratch() {
    return fromScratch(Initialisation.PYTORCH);
  }

  /**
   * A student that starts from random weights, drawn from {@link #randomness}.
   *
   * @param initialisation how they are drawn
   * @return the network before its first step; the caller closes it
   */
  default Network fromScratch(Initialisation initialisation) {
    return Network.create(studentSpec(), initialisation, randomness().at("weights"));
  }
}

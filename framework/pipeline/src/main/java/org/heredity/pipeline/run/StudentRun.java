package org.heredity.pipeline.run;

import java.util.List;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.engine.NetworkSpec;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.WhiteBoxStage;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.evaluate.Classifiers;
import org.heredity.pipeline.evaluate.Predictions;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.student.StudentMaker;

/**
 * One student of a suite: made, asked for all images, attacked. Whatever is in the store is found
 * there. Not thread-safe.
 */
final class StudentRun {
  private final OpenSuite suite;
  private final TargetWork target;
  private final MethodConfig<?> method;
  private final long seed;
  private final NetworkSpec spec;

  /** The student of a stage of the suite's plan. */
  StudentRun(OpenSuite suite, WorkStage stage) {
    this.suite = suite;
    this.target = suite.target(stage.target());
    this.method = suite.method(stage.subject());
    this.seed = stage.seed();
    this.spec = suite.teacher().spec().withClasses(target.dataset().classes().size());
  }

  MethodConfig<?> method() {
    return method;
  }

  long seed() {
    return seed;
  }

  /** What listeners are told it is. */
  String subject() {
    return target.name() + ", " + method.label() + ", seed " + seed;
  }

  StudentMaker.Made make() {
    return new StudentMaker(suite.config(), suite.teacher(), suite.cache())
        .make(target, method, seed, subject());
  }

  /** What it predicts, on clean images and all sets. */
  Predictions predictions(StudentMaker.Made student, List<AdversarialSet> sets) {
    return new Predictions.Task(
            suite.cache(),
            target,
            sets,
            sets.size(),
            suite.config().common().setSeed(),
            subject(),
            "")
        .run(student.log().digest(), () -> Classifiers.owning(spec, student.weights().tensors()));
  }

  /** What attacks on the student itself find; nothing unless the suite wants them. */
  List<WhiteBoxResult> whiteBox(StudentMaker.Made student) {
    return new WhiteBoxStage(suite.config().common(), suite.cache())
        .attack(
            target,
            new WhiteBoxStage.Student(
                method.label(),
                seed,
                student.log().digest(),
                spec,
                () -> student.weights().tensors(),
                true,
                suite.teacher().preprocessing().normalisation()),
            subject());
  }
}

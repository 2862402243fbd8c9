package org.heredity.pipeline.run;

import java.util.HashMap;
import java.util.Map;
import org.heredity.files.StorageException;
import org.heredity.pipeline.attack.AttackSources;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.student.StudentMaker;

/** Does stages of a suite, one at a time, for their results in the store alone. Not thread-safe. */
final class StageWork {
  private final OpenSuite suite;
  private final AttackSources sources;
  private final Map<String, AttackStage.Sets> sets = new HashMap<>();

  StageWork(OpenSuite suite) {
    this.suite = suite;
    // What is learnt on the way counts when results are put together, and then once.
    this.sources = suite.sources().again();
  }

  /**
   * Does a stage.
   *
   * @return whether all of it could be done
   * @throws StorageException if the store cannot be worked in
   */
  boolean attempt(WorkStage stage) {
    try {
      return perform(stage, suite.target(stage.target()));
    } catch (StorageException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      suite.cache().listener().note(stage.id() + " failed: " + Reason.of(e));
      return false;
    }
  }

  private boolean perform(WorkStage stage, TargetWork target) {
    switch (stage.kind()) {
      case CHECKS -> {
        suite.duplicates(target);
        suite.preprocessed(target);
      }
      case HEAD -> sources.head(target);
      case SET -> {
        return sources.make(target, stage.subject()).failed().isEmpty();
      }
      case STUDENT -> new StudentRun(suite, stage).make();
      case EVALUATION -> {
        AttackStage.Sets on = sets.computeIfAbsent(target.name(), name -> sources.make(target));
        StudentRun run = new StudentRun(suite, stage);
        StudentMaker.Made student = run.make();
        run.predictions(student, on.made());
        run.whiteBox(student);
        return on.failed().isEmpty();
      }
    }
    return true;
  }
}

package org.heredity.pipeline.run;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heredity.files.StorageException;
import org.heredity.pipeline.crew.Lines;
import org.heredity.pipeline.crew.Lines.Line;
import org.heredity.pipeline.crew.Lines.Word;
import org.heredity.pipeline.input.Machine;
import org.heredity.pipeline.plan.WorkStage;

/** Does the stages that it is told, until nobody tells it any more. Not thread-safe. */
final class StageServer {
  private final OpenSuite suite;
  private final Lines lines;
  private final StageWork work;
  private final Map<String, WorkStage> stages;

  StageServer(OpenSuite suite, Lines lines) {
    this.suite = suite;
    this.lines = lines;
    this.work = new StageWork(suite);
    this.stages =
        suite.plan().stages().stream().collect(Collectors.toMap(WorkStage::id, stage -> stage));
  }

  /**
   * Serves.
   *
   * @throws StorageException if the store cannot be worked in
   */
  void run() {
    try {
      lines.say(Line.of(Word.READY, suite.digest(), Machine.here().processor()));
      for (Optional<Line> line = lines.hear(); line.isPresent(); line = lines.hear()) {
        WorkStage stage = stages.get(line.get().name());
        if (line.get().word() != Word.PERFORM || stage == null) {
          throw new StorageException("told what is no stage of the suite: " + line.get().name());
        }
        suite.cache().failed(line.get().failed());
        boolean whole = work.attempt(stage);
        lines.say(new Line(Word.DONE, stage.id(), "", whole, suite.cache().failed()));
      }
    } catch (IOException e) {
      throw StorageException.of("speak with the executor", e);
    }
  }
}

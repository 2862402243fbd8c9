package org.heredity.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import org.heredity.cli.console.Terminal;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.crew.Lines;
import org.heredity.pipeline.run.SuiteRunner;

/**
 * This process where another tells it which stages of a suite to do, on its standard input, with
 * whose end it ends.
 */
final class StageWorker {
  /** Set in such a process. */
  static final String PROPERTY = "heredity.stages";

  private StageWorker() {}

  static boolean isOne() {
    return Boolean.getBoolean(PROPERTY);
  }

  /** Serves to the end. */
  static void serve(SuiteRunner runner, SuiteConfig config, Path out, Terminal terminal) {
    // The input ends with whoever gives it, in the midst of a stage, too.
    LastWord in = new LastWord(System.in);
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      runner.serve(
          config, out, new Lines(in.stream(), new FileOutputStream(FileDescriptor.out)), progress);
    }
  }
}

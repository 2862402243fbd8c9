package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.Architecture;
import org.heredity.engine.memory.Scope;
import org.heredity.files.LockFile;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.cache.RunFolder;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.progress.SuiteListener;

/** Runs suites. Stateless; two runs may not share a folder, which a lock ensures. */
public final class SuiteRunner {
  private final Installed installed;
  private final Duration betweenCheckpoints;

  /** With 30 seconds between the checkpoints of a stage. */
  @Inject
  public SuiteRunner(Installed installed) {
    this(installed, Duration.ofSeconds(30));
  }

  private SuiteRunner(Installed installed, Duration betweenCheckpoints) {
    this.installed = installed;
    this.betweenCheckpoints = betweenCheckpoints;
  }

  /** A runner whose stages save what a resumed run needs after at least {@code interval}. */
  public SuiteRunner withCheckpointsEvery(Duration interval) {
    return new SuiteRunner(installed, interval);
  }

  /**
   * Makes and evaluates every student of {@code config}. What {@code out} has from an earlier run
   * is used, so that only what changed is computed. A cell that fails is recorded and the rest goes
   * on.
   *
   * @param out the suite's folder; created if it is not there
   * @param command the command line, for the provenance; empty if called from a program
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there;
   *     nothing has been computed then
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to or another
   *     process works in it
   */
  public SuiteResult run(SuiteConfig config, Path out, String command, SuiteListener listener) {
    Architecture architecture =
        installed.architecture(config.common().teacher().architecture(), "teacher.architecture");
    AttackPlan attacks = AttackPlan.of(config.common().attacks(), config.common().protocol());
    LockFile lock = RunFolder.open(out);
    try (Scope scope = new Scope()) {
      Targets targets = new Targets(installed, config.common().setSeed(), listener);
      return new SuiteRun(
              config,
              architecture,
              attacks,
              out,
              command,
              listener,
              betweenCheckpoints,
              targets,
              scope)
          .run();
    } finally {
      lock.close();
    }
  }
}

package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.heredity.api.attack.Attack;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.Architecture;
import org.heredity.files.LockFile;
import org.heredity.pipeline.cache.RunFolder;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuitePlan;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.progress.SuiteListener;

/** Runs suites. Stateless; two runs may not share a folder, which a lock ensures. */
public final class SuiteRunner {
  private final Set<Architecture> architectures;
  private final Set<DatasetFormat> formats;
  private final Set<ReuseMethod<?>> methods;
  private final Set<Attack<?>> attacks;
  private final Duration betweenCheckpoints;

  /** With 30 seconds between the checkpoints of a stage. */
  @Inject
  public SuiteRunner(
      Set<Architecture> architectures,
      Set<DatasetFormat> formats,
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks) {
    this(architectures, formats, methods, attacks, Duration.ofSeconds(30));
  }

  private SuiteRunner(
      Set<Architecture> architectures,
      Set<DatasetFormat> formats,
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks,
      Duration betweenCheckpoints) {
    this.architectures = Set.copyOf(architectures);
    this.formats = Set.copyOf(formats);
    this.methods = Set.copyOf(methods);
    this.attacks = Set.copyOf(attacks);
    this.betweenCheckpoints = betweenCheckpoints;
  }

  /** A runner whose stages save what a resumed run needs after at least {@code interval}. */
  public SuiteRunner withCheckpointsEvery(Duration interval) {
    return new SuiteRunner(architectures, formats, methods, attacks, interval);
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
    SuitePlan plan = SuitePlan.of(config, architectures, methods, attacks);
    LockFile lock = RunFolder.open(out);
    try {
      return new SuiteRun(
              plan,
              out,
              command,
              listener,
              betweenCheckpoints,
              new Targets(formats, config.setSeed(), listener)::open)
          .run();
    } finally {
      lock.close();
    }
  }
}

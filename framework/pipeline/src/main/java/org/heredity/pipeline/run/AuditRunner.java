package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Set;
import org.heredity.api.attack.Attack;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.Architecture;
import org.heredity.files.LockFile;
import org.heredity.pipeline.cache.RunFolder;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.SuitePlan;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.progress.SuiteListener;

/** Runs audits. Stateless; two runs may not share a folder, which a lock ensures. */
public final class AuditRunner {
  private final Set<Architecture> architectures;
  private final Set<DatasetFormat> formats;
  private final Set<Attack<?>> attacks;

  @Inject
  public AuditRunner(
      Set<Architecture> architectures, Set<DatasetFormat> formats, Set<Attack<?>> attacks) {
    this.architectures = Set.copyOf(architectures);
    this.formats = Set.copyOf(formats);
    this.attacks = Set.copyOf(attacks);
  }

  /**
   * Evaluates the student. The result is a suite's of one target, one method (the student) and its
   * attacks, with the sweep in its cells and the gates; {@link #passed} is the verdict.
   *
   * @param out the audit's folder; created if it is not there
   * @param command the command line, for the provenance; empty if called from a program
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there, or
   *     the student's classes are not the dataset's
   * @throws org.heredity.checkpoint.CheckpointException if teacher or student cannot be read
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to or another
   *     process works in it
   */
  public SuiteResult run(AuditConfig config, Path out, String command, SuiteListener listener) {
    SuitePlan plan = AuditRun.plan(config, architectures, attacks);
    LockFile lock = RunFolder.open(out);
    try {
      return new AuditRun(
              config,
              plan,
              architectures,
              out,
              command,
              listener,
              new Targets(formats, config.setSeed(), listener)::open)
          .run();
    } finally {
      lock.close();
    }
  }

  /** Whether every gate holds; true if nothing was demanded. */
  public static boolean passed(SuiteResult result) {
    return result.gates().stream().allMatch(GateResult::passed);
  }
}

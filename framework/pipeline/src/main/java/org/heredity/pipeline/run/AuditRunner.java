package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.Architecture;
import org.heredity.engine.memory.Scope;
import org.heredity.files.LockFile;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.cache.RunFolder;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.progress.SuiteListener;

/** Runs audits. Stateless; two runs may not share a folder, which a lock ensures. */
public final class AuditRunner {
  private final Installed installed;

  @Inject
  public AuditRunner(Installed installed) {
    this.installed = installed;
  }

  /**
   * Evaluates the student. The result is a suite's of one target, one method (the student) and its
   * attacks, with the sweep in its cells and the gates; {@link #passed} is the verdict.
   *
   * @param out the audit's folder; created if it is not there
   * @param command the command line, for the provenance; empty if called from a program
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there
   * @throws org.heredity.data.DataException if the data cannot be read, or the student's classes
   *     are not its
   * @throws org.heredity.checkpoint.CheckpointException if teacher or student cannot be read
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to or another
   *     process works in it
   */
  public SuiteResult run(AuditConfig config, Path out, String command, SuiteListener listener) {
    List<Architecture> architectures =
        installed.architectures(config.common().teacher(), "--architecture");
    AttackPlan attacks = AttackPlan.of(config.common().attacks(), config.common().protocol());
    LockFile lock = RunFolder.open(out);
    try (Scope scope = new Scope()) {
      return new AuditRun(config, architectures, attacks, installed, out, command, listener, scope)
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

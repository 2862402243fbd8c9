package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.memory.Scope;
import org.heredity.files.LockFile;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Depot;
import org.heredity.pipeline.cache.NotMadeException;
import org.heredity.pipeline.cache.PastWork;
import org.heredity.pipeline.cache.RunFolder;
import org.heredity.pipeline.cache.StoreMerge;
import org.heredity.pipeline.cache.WorkBoard;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.crew.AskedDepot;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.crew.Lines;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.plan.BenchFigures;
import org.heredity.pipeline.plan.Forecast;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.progress.StatusKeeper;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.progress.SuiteStatus.State;

/**
 * Runs suites, or parts of them. Stateless; two runs may not write results to one folder, which a
 * lock ensures.
 */
public final class SuiteRunner {
  /** The folder of artifacts, within a run's. */
  public static final String STORE = "store";

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
    return run(config, out, command, Share.ALL, listener).orElseThrow();
  }

  /**
   * Does a part of a suite's work. Processes with other parts may work in {@code out} at the same
   * time, or elsewhere.
   *
   * @param share which part
   * @return the results; empty if another process puts them together
   * @throws org.heredity.api.config.UsageException as above
   * @throws org.heredity.files.StorageException as above; {@code out} may be in use by another
   *     process if this one writes no results
   */
  public Optional<SuiteResult> run(
      SuiteConfig config, Path out, String command, Share share, SuiteListener listener) {
    if (!share.writesResults()) {
      try (Scope scope = new Scope()) {
        OpenSuite suite =
            open(config, new Artifacts(out, share.use(), Depot.NONE), listener, scope);
        work(suite, out, share, stage -> {});
        return Optional.empty();
      }
    }
    return Optional.of(
        results(
            config,
            out,
            command,
            listener,
            (file, status, scope) -> {
              OpenSuite suite =
                  open(config, new Artifacts(out, share.use(), Depot.NONE), status, scope);
              status.started(config.students());
              if (share.kind() == Share.Kind.WORKER) {
                work(suite, out, share, told(suite, status));
              }
              return new SuiteRun(suite, out, file, status).run();
            }));
  }

  /**
   * Puts together what shards of a suite made; makes nothing.
   *
   * @param config the suite
   * @param folders of the shards; {@code out} may be among them
   * @return all results
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there
   * @throws org.heredity.data.DataException if a folder has no store, or two have different bits of
   *     the same artifact
   * @throws org.heredity.files.StorageException if something is in none of the folders, or {@code
   *     out} cannot be written to or another process works in it
   */
  public SuiteResult merge(
      SuiteConfig config, List<Path> folders, Path out, String command, SuiteListener listener) {
    return results(
        config,
        out,
        command,
        listener,
        (file, status, scope) -> {
          StoreMerge merge = new StoreMerge(out.resolve(STORE));
          folders.forEach(folder -> merge.add(folder.resolve(STORE)));
          OpenSuite suite =
              open(config, new Artifacts(out, Cache.Use.COMPLETE, Depot.NONE), status, scope);
          status.started(config.students());
          return new SuiteRun(suite, out, file, status).run();
        });
  }

  /**
   * Does the stages of a suite that it is told, until nobody tells it any more.
   *
   * @param config the suite
   * @param out a folder of its own
   * @param lines between this process and whoever started it
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there
   * @throws org.heredity.files.StorageException if {@code out} or what others share cannot be
   *     written to
   */
  public void serve(SuiteConfig config, Path out, Lines lines, SuiteListener listener) {
    try (Scope scope = new Scope()) {
      Depot depot = new AskedDepot(lines);
      OpenSuite suite = open(config, new Artifacts(out, Cache.Use.PART, depot), listener, scope);
      new StageServer(suite, lines).run();
    }
  }

  /**
   * Has a suite's stages done by other machines, and puts the results together.
   *
   * @param crew the machines
   * @param forecasts hears how long it will take, before it begins
   * @return all results
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to, another
   *     process works in it, or a stage could be done by no machine
   */
  public SuiteResult runOn(
      Crew crew,
      SuiteConfig config,
      Path out,
      String command,
      Consumer<Forecast> forecasts,
      SuiteListener listener) {
    return results(
        config,
        out,
        command,
        listener,
        (file, status, scope) -> {
          WorkBoard.forget(out.resolve(STORE));
          Artifacts artifacts = new Artifacts(out, Cache.Use.COMPLETE, crew.depot());
          OpenSuite suite = open(config, artifacts, status, scope);
          status.started(config.students());
          forecasts.accept(forecast(suite, out, BenchFigures.NONE));
          SuiteResult result = completed(suite, crew, out, file, status);
          WorkBoard.forget(out.resolve(STORE));
          return result;
        });
  }

  /** What is missing after all, for a file was lost or damaged, is made once more. */
  private static SuiteResult completed(
      OpenSuite suite, Crew crew, Path out, ResultFile file, StatusKeeper status) {
    WorkBoard board = board(suite, out);
    new CrewRun(suite, crew, board, told(suite, status)).run(1);
    try {
      return new SuiteRun(suite, out, file, status).run();
    } catch (NotMadeException e) {
      status.note(e.getMessage() + "; all stages are looked at again");
      new CrewRun(suite, crew, board, told(suite, status)).run(2);
      return new SuiteRun(suite, out, file, status).run();
    }
  }

  /**
   * What there is to do for a suite and what it will take; computes nothing and writes nothing.
   *
   * @param out the suite's folder, whose earlier work tells how long such work takes; need not be
   *     there
   * @param bench what was measured of this machine
   * @throws org.heredity.api.config.UsageException if the configuration names what is not there
   */
  public Forecast plan(SuiteConfig config, Path out, BenchFigures bench, SuiteListener listener) {
    try (Scope scope = new Scope()) {
      OpenSuite suite =
          open(config, new Artifacts(out, Cache.Use.COMPLETE, Depot.NONE), listener, scope);
      return forecast(suite, out, bench);
    }
  }

  private static Forecast forecast(OpenSuite suite, Path out, BenchFigures bench) {
    StageEstimates estimates = new StageEstimates(suite, PastWork.in(out.resolve(STORE)), bench);
    return new Forecast(suite.plan(), suite.plan().stages().stream().map(estimates::of).toList());
  }

  /** Where a run finds its artifacts, and how it uses them. */
  private record Artifacts(Path out, Cache.Use use, Depot depot) {}

  /** What has results, in the folder that they go to. */
  private interface WithResults {
    SuiteResult run(ResultFile file, StatusKeeper status, Scope scope);
  }

  private static SuiteResult results(
      SuiteConfig config, Path out, String command, SuiteListener listener, WithResults work) {
    LockFile lock = RunFolder.open(out);
    try (Scope scope = new Scope()) {
      return work.run(new ResultFile(out, command), new StatusKeeper(config, out, listener), scope);
    } finally {
      lock.close();
    }
  }

  private OpenSuite open(
      SuiteConfig config, Artifacts artifacts, SuiteListener listener, Scope scope) {
    return OpenSuite.of(
        config,
        installed.architectures(config.common().teacher(), "teacher.architecture"),
        AttackPlan.of(config.common().attacks(), config.common().protocol()),
        new Targets(installed, config.common().setSeed(), listener),
        () ->
            Cache.in(
                artifacts.out().resolve(STORE),
                listener,
                betweenCheckpoints,
                artifacts.use(),
                artifacts.depot()),
        scope);
  }

  private static WorkBoard board(OpenSuite suite, Path out) {
    return new WorkBoard(out.resolve(STORE), suite.digest());
  }

  /** Shows which students are done, whoever made them. */
  private static Consumer<WorkStage> told(OpenSuite suite, StatusKeeper status) {
    List<WorkStage> students =
        suite.plan().stages().stream()
            .filter(stage -> stage.kind() == WorkStage.Kind.EVALUATION)
            .toList();
    return stage -> {
      int number = students.indexOf(stage);
      if (number >= 0) {
        status.student(number, State.DONE, 0, "");
      }
    };
  }

  private static void work(OpenSuite suite, Path out, Share share, Consumer<WorkStage> done) {
    boolean shared = share.kind() == Share.Kind.WORKER;
    WorkPlan own = shared ? suite.plan() : suite.plan().shard(share.number(), share.count());
    new SuiteWorker(suite, own, board(suite, out), shared, done).run();
  }
}

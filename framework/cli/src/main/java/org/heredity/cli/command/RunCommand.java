package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.SuiteResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.pipeline.cache.WorkBoard;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuiteFile;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.run.Share;
import org.heredity.pipeline.run.SuiteRunner;

/** Runs a suite and writes its report. */
public final class RunCommand implements Command {
  private static final int MOST_WORKERS = 256;

  @Parameter(description = "SUITE.yaml: the suite; paths in it are relative to its folder")
  private String suite;

  @Parameter(
      names = "--out",
      description =
          "Folder of results; an earlier run there is resumed (default heredity-out/NAME)")
  private Path out;

  @Parameter(
      names = "--set",
      description =
          "Change a setting of the suite, such as methods[2].seam.alpha=0.4; may be" + " repeated",
      splitter = NoSplitter.class)
  private List<String> settings = new ArrayList<>();

  @Parameter(
      names = "--format",
      description = "Only this report format, may be repeated; see 'list reports'")
  private List<String> formats = new ArrayList<>();

  @Parameter(
      names = "--workers",
      description = "Processes of this machine that share the work, its threads and its memory")
  private int workers = 1;

  @Parameter(
      names = "--shard",
      description =
          "Do only this part of the work, such as 2/8, and write no report; 'merge' joins the"
              + " folders")
  private String shard;

  @ParametersDelegate private final OnCluster cluster = new OnCluster();

  private final SuiteFile suites;
  private final SuiteRunner runner;
  private final Reports reports;

  @Inject
  RunCommand(SuiteFile suites, SuiteRunner runner, Reports reports) {
    this.suites = suites;
    this.runner = runner;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "run",
        "SUITE.yaml [options]",
        "Runs a suite, a grid of targets, methods, seeds and attacks, and writes its report",
        "run suite.yaml --out results --set training-scale=0.05");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (suite == null) {
      throw new UsageException("'run' needs a suite's YAML file; see 'heredity run --help'");
    }
    reports.check(formats);
    if (workers < 1 || workers > MOST_WORKERS) {
      throw new UsageException("--workers is from 1 to " + MOST_WORKERS + ", got " + workers);
    }
    if (shard != null) {
      share();
    }
    cluster.check(workers > 1 || shard != null);
    SuiteConfig config = suites.read(Path.of(suite), settings, terminal::say);
    Path folder = out == null ? Path.of("heredity-out", config.name()) : out;
    if (StageWorker.isOne()) {
      StageWorker.serve(runner, config, folder, terminal);
      return Outcome.ok(Map.of(), "");
    }
    if (cluster.asked()) {
      SuiteResult result = onCluster(config, folder, terminal);
      reports.write(result, folder, formats, terminal);
      return Reports.outcome(result, folder);
    }
    if (workers > 1 && Workers.number() == 0) {
      Path store = folder.resolve(SuiteRunner.STORE);
      WorkBoard.forget(store);
      Outcome outcome = new Workers(terminal, workers).run();
      // Not before all have ended: one that is late would take up again what it finds not done.
      WorkBoard.forget(store);
      return outcome;
    }
    if (Workers.number() > 0) {
      Workers.endWithParent();
    }
    Share share = share();
    Optional<SuiteResult> result = run(config, folder, share, terminal);
    if (result.isEmpty()) {
      return Outcome.ok(
          Map.of("folder", folder.toString()),
          share.kind() == Share.Kind.SHARD ? ended(share, folder) : "");
    }
    reports.write(result.get(), folder, formats, terminal);
    return Reports.outcome(result.get(), folder);
  }

  private Optional<SuiteResult> run(
      SuiteConfig config, Path folder, Share share, Terminal terminal) {
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      return runner.run(config, folder, terminal.commandLine(), share, progress);
    }
  }

  private SuiteResult onCluster(SuiteConfig config, Path folder, Terminal terminal) {
    try (SuiteProgress progress = new SuiteProgress(terminal);
        Crew crew = cluster.hire(Path.of(suite), settings, terminal)) {
      return runner.runOn(
          crew,
          config,
          folder,
          terminal.commandLine(),
          forecast -> terminal.say(OnCluster.cost(forecast)),
          progress);
    }
  }

  private Share share() {
    if (shard != null) {
      if (workers > 1) {
        throw new UsageException(
            "--shard and --workers do not go together; start one shard for each worker");
      }
      return Share.shard(shard);
    }
    return Workers.number() > 0 ? Share.worker(Workers.number(), workers) : Share.ALL;
  }

  private static String ended(Share share, Path folder) {
    return "shard "
        + share.number()
        + " of "
        + share.count()
        + " is done in "
        + folder
        + "; when all are: heredity merge SUITE.yaml DIR...";
  }
}

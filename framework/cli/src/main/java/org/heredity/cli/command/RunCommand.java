package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.SuiteResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuiteFile;
import org.heredity.pipeline.run.SuiteRunner;

/** Runs a suite and writes its report. */
public final class RunCommand implements Command {
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
    SuiteConfig config = suites.read(Path.of(suite), settings, terminal::say);
    Path folder = out == null ? Path.of("heredity-out", config.name()) : out;
    SuiteProgress progress = new SuiteProgress(terminal);
    SuiteResult result;
    try {
      result = runner.run(config, folder, terminal.commandLine(), progress);
    } finally {
      progress.ended();
    }
    reports.write(result, folder, formats, terminal);
    return Reports.outcome(result, folder);
  }
}

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

/** Puts together what the shards of a suite made, and writes the report. */
public final class MergeCommand implements Command {
  @Parameter(description = "SUITE.yaml DIR...: the suite, and the folders of its shards")
  private List<String> arguments = new ArrayList<>();

  @Parameter(
      names = "--out",
      description = "Folder of results; may be one of the shards' (default heredity-out/NAME)")
  private Path out;

  @Parameter(
      names = "--set",
      description = "What the shards were given by --set; may be repeated",
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
  MergeCommand(SuiteFile suites, SuiteRunner runner, Reports reports) {
    this.suites = suites;
    this.runner = runner;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "merge",
        "SUITE.yaml DIR... [options]",
        "Joins the folders of 'run --shard' into one, and writes the suite's report",
        "merge suite.yaml shard-1 shard-2 --out results");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (arguments.size() < 2) {
      throw new UsageException(
          "'merge' needs a suite's YAML file and the folders of its shards; see 'heredity merge"
              + " --help'");
    }
    reports.check(formats);
    SuiteConfig config = suites.read(Path.of(arguments.get(0)), settings, terminal::say);
    Path folder = out == null ? Path.of("heredity-out", config.name()) : out;
    List<Path> shards = arguments.stream().skip(1).map(Path::of).toList();
    SuiteResult result;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      result = runner.merge(config, shards, folder, terminal.commandLine(), progress);
    }
    reports.write(result, folder, formats, terminal);
    return Reports.outcome(result, folder);
  }
}

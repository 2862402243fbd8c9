package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;

/** Writes the report of a run again, from its results alone. */
public final class ReportCommand implements Command {
  @Parameter(description = "DIR: the folder that a run wrote")
  private String directory;

  @Parameter(
      names = "--format",
      description = "Only this format, may be repeated; see 'list reports'")
  private List<String> formats = new ArrayList<>();

  private final Reports reports;

  @Inject
  ReportCommand(Reports reports) {
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "report",
        "DIR [options]",
        "Writes the report of a run again from its results.json, computing nothing",
        "report heredity-out/cifar-to-photos");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (directory == null) {
      throw new UsageException("'report' needs the folder of a run; see 'heredity report --help'");
    }
    reports.check(formats);
    Path folder = Path.of(directory);
    SuiteResult result = ResultsJson.read(folder);
    reports.write(result, folder, formats, terminal);
    return Reports.outcome(result, folder);
  }
}

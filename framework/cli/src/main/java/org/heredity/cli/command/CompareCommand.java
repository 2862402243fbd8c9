package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.ResultsJson;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.pipeline.run.RunComparison;

/** Shows what changed from one run to another. */
public final class CompareCommand implements Command {
  @Parameter(description = "DIR1 DIR2: the folders of the earlier and the later run")
  private List<String> folders = new ArrayList<>();

  @Parameter(
      names = "--fail-if-worse",
      description = "End with exit code 3 if a figure got significantly worse")
  private boolean failIfWorse;

  @Inject
  CompareCommand() {}

  @Override
  public Manual manual() {
    return new Manual(
        "compare",
        "DIR1 DIR2 [options]",
        "Shows what changed from one run to another, and whether it is more than chance",
        "compare heredity-out/october heredity-out/november --fail-if-worse");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (folders.size() != 2) {
      throw new UsageException(
          "'compare' needs two folders of runs, got "
              + folders.size()
              + "; see 'heredity compare --help'");
    }
    RunComparison comparison =
        RunComparison.of(
            ResultsJson.read(Path.of(folders.get(0))), ResultsJson.read(Path.of(folders.get(1))));
    boolean worse = comparison.changes().stream().anyMatch(RunComparison.Change::worse);
    ExitCode code = failIfWorse && worse ? ExitCode.GATE : ExitCode.OK;
    return new Outcome(code, json(comparison, worse), text(comparison));
  }

  private static Map<String, Object> json(RunComparison comparison, boolean worse) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("worse", worse);
    List<Object> changes = new ArrayList<>();
    for (RunComparison.Change change : comparison.changes()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("target", change.target());
      one.put("method", change.method());
      one.put("attack", change.attack());
      one.put("metric", change.metric());
      one.put("seeds", change.seeds());
      one.put("before", change.before());
      one.put("after", change.after());
      one.put("difference", change.difference());
      one.put("p", change.p());
      one.put("adjusted", change.adjusted());
      one.put("significant", change.significant());
      one.put("worse", change.worse());
      changes.add(one);
    }
    json.put("changes", changes);
    json.put("differences", comparison.differences());
    json.put("onlyFirst", comparison.onlyFirst());
    json.put("onlySecond", comparison.onlySecond());
    return json;
  }

  private static String text(RunComparison comparison) {
    TextTable table =
        new TextTable("target", "method", "attack", "figure", "seeds", "before", "after", "p", "");
    for (RunComparison.Change change : comparison.changes()) {
      table.row(
          change.target(),
          change.method(),
          change.attack(),
          change.metric().toUpperCase(Locale.ROOT),
          change.seeds(),
          Reports.percent(change.before()),
          Reports.percent(change.after()),
          Double.isNaN(change.adjusted())
              ? "-"
              : String.format(Locale.ROOT, "%.3f", change.adjusted()),
          change.worse() ? "WORSE" : change.significant() ? "better" : "");
    }
    StringBuilder text = new StringBuilder(table.toString());
    comparison.differences().forEach(line -> text.append("\ndiffers: ").append(line));
    comparison.onlyFirst().forEach(line -> text.append("\nonly in the first: ").append(line));
    comparison.onlySecond().forEach(line -> text.append("\nonly in the second: ").append(line));
    return text.toString();
  }
}

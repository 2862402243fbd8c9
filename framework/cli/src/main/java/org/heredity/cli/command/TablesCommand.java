package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.heredity.api.config.UsageException;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.cli.tables.TablesConfig;
import org.heredity.cli.tables.TablesFile;
import org.heredity.cli.tables.TablesRunner;
import org.heredity.files.StorageException;

/** Re-engineers several classifiers, and fills SEAM's tables with what comes of it. */
public final class TablesCommand implements Command {
  @Parameter(description = "TABLES.yaml: the classifiers; paths in it are relative to its folder")
  private String file;

  @Parameter(
      names = "--out",
      description =
          "Folder of results; an earlier run there is resumed (default heredity-out/NAME)")
  private Path out;

  @Parameter(
      names = "--set",
      description = "Change a setting, such as classifiers[0].search.alpha=2; may be repeated",
      splitter = NoSplitter.class)
  private List<String> settings = new ArrayList<>();

  private final TablesFile files;
  private final TablesRunner runner;
  private final Set<TablesFormat> formats;

  @Inject
  TablesCommand(TablesFile files, TablesRunner runner, Set<TablesFormat> formats) {
    this.files = files;
    this.runner = runner;
    this.formats = formats;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "tables",
        "TABLES.yaml [options]",
        "Re-engineers several classifiers and fills SEAM's Tables I to VI; resumes",
        "tables tables.yaml --out tables --set training-scale=0.05");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (file == null) {
      throw new UsageException("'tables' needs a YAML file; see 'heredity tables --help'");
    }
    TablesConfig tables = files.read(Path.of(file), settings, terminal::say);
    Path folder = out == null ? Path.of("heredity-out", tables.name()) : out;
    TablesResult result;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      result = runner.run(tables, folder, progress, sofar -> write(sofar, folder));
    }
    write(result, folder);
    return outcome(result, folder);
  }

  private void write(TablesResult result, Path folder) {
    try {
      Files.createDirectories(folder);
      for (TablesFormat format : formats) {
        format.write(result, folder);
      }
    } catch (IOException e) {
      throw StorageException.of("write the tables to " + folder, e);
    }
  }

  private static Outcome outcome(TablesResult result, Path folder) {
    TextTable table =
        new TextTable("classifier", "problems", "ACC before", "ACC after", "weights retained");
    List<Object> rows = new ArrayList<>();
    for (TablesResult.Row row : result.rows()) {
      List<Reengineering.Problem> problems = row.result().problems();
      double before = mean(problems, Reengineering.Problem::accOriginal);
      double after = mean(problems, Reengineering.Problem::accReengineered);
      double kept = mean(problems, Reengineering.Problem::weightsKept);
      table.row(row.name(), problems.size(), percent(before), percent(after), percent(kept));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", row.name());
      json.put("problems", problems.size());
      json.put("meanAccOriginal", before);
      json.put("meanAccReengineered", after);
      json.put("meanWeightsKept", kept);
      rows.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", result.name());
    json.put("folder", folder.toString());
    json.put("report", folder.resolve("index.html").toString());
    json.put("rows", rows);
    return Outcome.ok(json, table + "\nreport: " + folder.resolve("index.html"));
  }

  private static double mean(
      List<Reengineering.Problem> problems, ToDoubleFunction<Reengineering.Problem> share) {
    return problems.stream().mapToDouble(share).average().orElse(Double.NaN);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}

package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.engine.MemoryNeed;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuiteFile;
import org.heredity.pipeline.plan.BenchFigures;
import org.heredity.pipeline.plan.Forecast;
import org.heredity.pipeline.plan.Forecast.Basis;
import org.heredity.pipeline.plan.Forecast.Estimate;
import org.heredity.pipeline.plan.Forecast.Growth;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.run.SuiteRunner;

/** Lists the stages of a suite with what each needs and takes. */
public final class PlanCommand implements Command {
  private static final int MOST_WORKERS = 100_000;
  private static final double MEGA = 1e6;

  @Parameter(description = "SUITE.yaml: the suite; paths in it are relative to its folder")
  private String suite;

  @Parameter(
      names = "--out",
      description =
          "Folder of the run, whose earlier work tells how long such work takes (default"
              + " heredity-out/NAME)")
  private Path out;

  @Parameter(
      names = "--set",
      description = "Change a setting of the suite; may be repeated",
      splitter = NoSplitter.class)
  private List<String> settings = new ArrayList<>();

  @Parameter(
      names = "--bench",
      description = "File of what 'bench' printed on such a machine, for what was never run")
  private Path bench;

  @Parameter(
      names = "--simulate",
      description = "How long so many workers would take, such as 1,8,64,1000")
  private List<Integer> workers = new ArrayList<>();

  @Parameter(
      names = "--overhead",
      description = "Seconds that a worker takes to start, and to put the results together")
  private double overhead = 5;

  @Parameter(
      names = "--store-rate",
      description = "Megabytes a second that the store moves for all workers together")
  private double storeRate = 200;

  private final SuiteFile suites;
  private final SuiteRunner runner;

  @Inject
  PlanCommand(SuiteFile suites, SuiteRunner runner) {
    this.suites = suites;
    this.runner = runner;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "plan",
        "SUITE.yaml [options]",
        "Lists the stages of a suite, what each needs, how long it takes and how much memory",
        "plan suite.yaml --out results --simulate 1,8,64");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (suite == null) {
      throw new UsageException("'plan' needs a suite's YAML file; see 'heredity plan --help'");
    }
    if (workers.stream().anyMatch(count -> count < 1 || count > MOST_WORKERS)) {
      throw new UsageException("--simulate is numbers of workers from 1 to 100000, got " + workers);
    }
    if (!(overhead >= 0) || !(storeRate > 0)) {
      throw new UsageException("--overhead is at least 0 and --store-rate over 0");
    }
    BenchFigures figures = bench == null ? BenchFigures.NONE : BenchFigures.read(bench);
    SuiteConfig config = suites.read(Path.of(suite), settings, terminal::say);
    Path folder = out == null ? Path.of("heredity-out", config.name()) : out;
    Forecast forecast;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      forecast = runner.plan(config, folder, figures, progress);
    }
    List<Growth> growth =
        workers.stream().map(n -> forecast.with(n, overhead, storeRate * MEGA)).toList();
    return Outcome.ok(json(forecast, growth), text(forecast, growth));
  }

  private static Map<String, Object> json(Forecast forecast, List<Growth> growth) {
    List<Map<String, Object>> stages = new ArrayList<>();
    for (int i = 0; i < forecast.estimates().size(); i++) {
      WorkStage stage = forecast.plan().stages().get(i);
      Estimate estimate = forecast.estimates().get(i);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", stage.id());
      json.put("kind", Names.kebab(stage.kind().name()));
      json.put("needs", forecast.plan().needs(stage).stream().map(WorkStage::id).toList());
      json.put("seconds", estimate.basis() == Basis.UNKNOWN ? null : estimate.seconds());
      json.put("basis", Names.kebab(estimate.basis().name()));
      json.put("tensorBytes", estimate.tensors());
      stages.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stages", stages);
    json.put("seconds", forecast.seconds());
    json.put("unknown", forecast.unknown());
    json.put("criticalPath", forecast.criticalPath().stream().map(WorkStage::id).toList());
    json.put("criticalSeconds", forecast.criticalSeconds());
    json.put("growth", growth);
    return json;
  }

  private static String text(Forecast forecast, List<Growth> growth) {
    TextTable table = new TextTable("stage", "needs", "time", "by", "MB");
    for (int i = 0; i < forecast.estimates().size(); i++) {
      WorkStage stage = forecast.plan().stages().get(i);
      Estimate estimate = forecast.estimates().get(i);
      boolean known = estimate.basis() != Basis.UNKNOWN;
      table.row(
          stage.id(),
          needs(forecast, stage),
          known ? time(estimate.seconds()) : "?",
          known ? Names.kebab(estimate.basis().name()) : "-",
          MemoryNeed.megabytes(estimate.tensors()));
    }
    StringBuilder text = new StringBuilder(table.toString());
    text.append('\n').append(forecast.estimates().size()).append(" stages, ");
    text.append(time(forecast.seconds())).append(" in one process");
    if (forecast.unknown() > 0) {
      text.append(" and that of ")
          .append(forecast.unknown())
          .append(" stages of which nothing is known: give --bench FILE of 'heredity bench', or")
          .append(" --out of a run with the like");
    }
    text.append("\ncritical path, ").append(time(forecast.criticalSeconds())).append(": ");
    text.append(String.join(", ", forecast.criticalPath().stream().map(WorkStage::id).toList()));
    for (Growth one : growth) {
      text.append('\n')
          .append(one.workers())
          .append(one.workers() == 1 ? " worker: " : " workers: ")
          .append(time(one.seconds()))
          .append(
              switch (one.bound()) {
                case WORK -> "";
                case CRITICAL_PATH -> ", bound by the critical path";
                case STORE -> ", bound by the store";
              });
    }
    return text.toString();
  }

  private static String needs(Forecast forecast, WorkStage stage) {
    List<WorkStage> needs = forecast.plan().needs(stage);
    long sets = needs.stream().filter(one -> one.kind() == WorkStage.Kind.SET).count();
    List<String> words = new ArrayList<>();
    needs.stream()
        .filter(one -> one.kind() != WorkStage.Kind.SET)
        .forEach(one -> words.add(one.kind() == WorkStage.Kind.HEAD ? "head" : "student"));
    if (sets > 0) {
      words.add(sets == 1 ? "set" : sets + " sets");
    }
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private static String time(double seconds) {
    Duration time = Duration.ofMillis(Math.round(1000 * seconds));
    if (time.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return time.toHours() == 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : time.toHours() + " h " + time.toMinutesPart() + " min";
  }
}

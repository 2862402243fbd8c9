package org.heredity.cli.command;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.files.StorageException;

/** Writes a suite's report and sums it up on the console. */
final class Reports {
  private final List<ReportFormat> formats;

  @Inject
  Reports(Set<ReportFormat> formats) {
    this.formats = formats.stream().sorted(Comparator.comparing(ReportFormat::name)).toList();
  }

  /** Refuses names that no format has. */
  void check(List<String> names) {
    List<String> known = formats.stream().map(ReportFormat::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UsageException(
            "--format: there is no '" + name + "'; " + Names.advice(name, known));
      }
    }
  }

  /** Writes all formats, or those named. */
  void write(SuiteResult result, Path folder, List<String> names, Terminal terminal) {
    check(names);
    for (ReportFormat format : formats) {
      if (names.isEmpty() || names.contains(format.name())) {
        terminal.say("writing report: " + format.name());
        try {
          format.write(result, folder);
        } catch (IOException e) {
          throw StorageException.of("write the report to " + folder, e);
        }
      }
    }
  }

  /** What to say of a result whose report is in {@code folder}. */
  static Outcome outcome(SuiteResult result, Path folder) {
    List<Object> cells = new ArrayList<>();
    long failed = 0;
    for (CellResult cell : result.cells()) {
      cells.add(json(cell, PublishedComparison.find(result, cell)));
      failed += cell.done() ? 0 : 1;
    }
    boolean gates = result.gates().stream().allMatch(GateResult::passed);
    ExitCode code = failed > 0 ? ExitCode.PARTIAL : gates ? ExitCode.OK : ExitCode.GATE;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", result.name());
    json.put("protocol", result.protocol());
    json.put("folder", folder.toString());
    json.put("report", folder.resolve("index.html").toString());
    json.put("failed", failed);
    json.put("gates", result.gates());
    json.put("findings", result.findings());
    json.put("cells", cells);
    return new Outcome(code, json, text(result, folder, failed));
  }

  private static Map<String, Object> json(CellResult cell, List<PublishedFigure> published) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", cell.target());
    json.put("method", cell.method());
    json.put("seed", cell.seed());
    json.put("attack", cell.attack());
    json.put("acc", cell.acc());
    json.put("dir", cell.dir());
    json.put("dirNumerator", cell.dirNumerator());
    json.put("dirDenominator", cell.dirDenominator());
    json.put("adversarialError", cell.adversarialError());
    json.put("weightsKept", cell.weightsKept());
    json.put("moved", cell.moved());
    json.put("seconds", cell.seconds());
    json.put("published", published);
    json.put("error", cell.error());
    return json;
  }

  private static String text(SuiteResult result, Path folder, long failed) {
    List<Summary> summaries = Summary.of(result.cells());
    boolean published =
        summaries.stream().anyMatch(row -> !PublishedComparison.find(result, row).isEmpty());
    TextTable table = new TextTable(heads(published));
    for (Summary summary : summaries) {
      List<PublishedFigure> papers = PublishedComparison.find(result, summary);
      List<String> row = new ArrayList<>();
      row.add(summary.target());
      row.add(summary.attack());
      row.add(summary.method());
      row.add(
          summary.seeds() + (summary.failed() == 0 ? "" : " (" + summary.failed() + " failed)"));
      row.add(percent(summary.acc().mean()));
      if (published) {
        row.add(PublishedLines.percent(papers, PublishedFigure::acc));
      }
      row.add(percent(summary.dir().mean()));
      if (published) {
        row.add(PublishedLines.percent(papers, PublishedFigure::dir));
      }
      row.add(percent(summary.noiseDir()));
      row.add(percent(summary.weightsKept()));
      row.add(percent(summary.moved()));
      row.add(
          Double.isNaN(summary.seconds())
              ? "-"
              : String.format(Locale.ROOT, "%.1f", summary.seconds()));
      table.row(row.toArray());
    }
    StringBuilder text = new StringBuilder(table.toString()).append(PublishedLines.of(result));
    for (GateResult gate : result.gates()) {
      text.append('\n')
          .append(
              switch (gate.decision()) {
                case PASSED -> "gate holds: ";
                case FAILED -> "GATE FAILED: ";
                case UNDECIDED -> "GATE UNDECIDED, which is not passed: ";
              })
          .append(gate.name())
          .append(' ')
          .append(gate.limit())
          .append(", ")
          .append(gate.subject())
          .append(' ')
          .append(String.format(Locale.ROOT, "%.4f", gate.value()))
          .append(
              gate.interval() == null
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      " (%.4f to %.4f)",
                      gate.interval().low(),
                      gate.interval().high()));
    }
    for (Finding finding : result.findings()) {
      text.append('\n')
          .append(Names.kebab(finding.severity().name()))
          .append(": ")
          .append(finding.id())
          .append(", ")
          .append(finding.subject())
          .append(": ")
          .append(finding.message());
    }
    result.cells().stream()
        .filter(cell -> !cell.done())
        .map(
            cell ->
                "%nfailed: %s, %s, seed %d: %s"
                    .formatted(cell.target(), cell.method(), cell.seed(), cell.error()))
        .distinct()
        .forEach(text::append);
    if (failed > 0) {
      text.append("\n").append(failed).append(" of ").append(result.cells().size());
      text.append(" cells failed; run the same command again to try them once more");
    }
    return text.append("\nreport: ").append(folder.resolve("index.html")).toString();
  }

  private static String[] heads(boolean published) {
    List<String> heads = new ArrayList<>(List.of("target", "attack", "method", "seeds"));
    for (String share : List.of("ACC", "DIR")) {
      heads.add(share);
      if (published) {
        heads.add("published");
      }
    }
    heads.addAll(List.of("noise", "retained", "moved", "seconds"));
    return heads.toArray(String[]::new);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}

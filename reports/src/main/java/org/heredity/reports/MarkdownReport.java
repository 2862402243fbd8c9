package org.heredity.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.GateResult.Decision;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.ExcessSummary;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.PlainText;
import org.heredity.reports.text.TextTable;
import org.heredity.reports.text.Verdict;

/** {@code summary.md}: verdict, the table of results, controls and findings, for merge requests. */
public final class MarkdownReport implements ReportFormat {
  private static final String NO = "**no**";
  private static final String UNDECIDED = "**undecided**";
  private static final Set<String> BOLD = Set.of(NO, UNDECIDED);

  @Override
  public String name() {
    return "markdown";
  }

  @Override
  public String description() {
    return "summary.md, the verdict and the main table";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    AtomicFile.write(
        directory.resolve("summary.md"), text(result).getBytes(StandardCharsets.UTF_8));
  }

  static String text(SuiteResult result) {
    StringBuilder md = new StringBuilder();
    Verdict story = Verdict.of(result);
    md.append("# ").append(escape(result.name())).append("\n\n");
    md.append("**").append(escape(story.verdict())).append("**\n\n");
    story.sentences().forEach(s -> md.append("- ").append(escape(s)).append('\n'));
    md.append("\nProtocol ").append(escape(result.protocol()));
    md.append(", teacher ").append(escape(result.provenance().teacherArchitecture()));
    md.append(" (").append(escape(result.provenance().teacherFile())).append("). ");
    md.append("Shares in %; in brackets the 95% interval.\n\n");
    if (!result.gates().isEmpty()) {
      table(md, List.of("Gate", "Subject", "Limit", "Value", "Holds"), gates(result));
    }
    table(
        md,
        List.of(
            "Target",
            "Method",
            "Attack",
            "Seeds",
            "ACC",
            "DIR",
            "Noise DIR",
            "Adv. error",
            "Weights retained",
            "Moved",
            "DIR over noise",
            "DIR over floor"),
        result.summaries().stream().map(summary -> row(summary, result)).toList());
    for (TextTable one : TextTable.ofAttacks(result)) {
      if (!one.rows().isEmpty()) {
        md.append(escape(one.title())).append(".\n\n");
        table(md, one.heads(), one.rows());
      }
    }
    table(
        md,
        List.of("Method", "Target", "ACC", "Published", "DIR", "Published", "Published in"),
        PublishedComparison.of(result).stream().map(MarkdownReport::row).toList());
    table(
        md,
        List.of(
            "Target",
            "Attack",
            "Threat model",
            "Images",
            "Teacher fooled",
            "By noise",
            "L2 mean",
            "L2 max",
            "L-infinity max"),
        Stream.concat(
                result.sets().stream().map(MarkdownReport::row),
                result.ensembles().stream().map(MarkdownReport::row))
            .toList());
    findings(md, result);
    return md.toString();
  }

  private static List<List<String>> gates(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (GateResult gate : result.gates()) {
      rows.add(
          List.of(
              gate.name(),
              gate.subject(),
              NumberFormats.hundred(gate.limit()),
              NumberFormats.hundred(gate.value()),
              gate.passed() ? "yes" : gate.decision() == Decision.UNDECIDED ? UNDECIDED : NO));
    }
    return rows;
  }

  private static List<String> row(Summary s, SuiteResult result) {
    ExcessSummary excess = ExcessSummary.of(s, result);
    String seeds = s.failed() == 0 ? "" + s.seeds() : s.seeds() + " (" + s.failed() + " failed)";
    return Arrays.asList(
        s.target(),
        s.method(),
        s.attack(),
        seeds,
        share(s.acc()),
        share(s.dir()),
        NumberFormats.hundred(s.noiseDir()),
        NumberFormats.hundred(s.adversarialError()),
        NumberFormats.hundred(s.weightsKept()),
        NumberFormats.hundred(s.moved()),
        share(excess.overNoise()),
        share(excess.overFloor()));
  }

  private static String share(Estimate estimate) {
    return Double.isNaN(estimate.mean())
        ? NumberFormats.NONE
        : NumberFormats.hundred(estimate.mean())
            + " ["
            + NumberFormats.interval(estimate.interval())
            + "]";
  }

  private static List<String> row(PublishedComparison one) {
    List<String> source = new ArrayList<>(List.of(one.published().source() + "."));
    source.addAll(one.remarks());
    return List.of(
        one.method(),
        one.over(),
        NumberFormats.hundred(one.acc()),
        NumberFormats.published(one.published().acc()),
        NumberFormats.hundred(one.dir()),
        NumberFormats.published(one.published().dir()),
        String.join(" ", source));
  }

  private static List<String> row(SetResult set) {
    return List.of(
        set.target(),
        set.attack(),
        set.threatModel(),
        "" + set.images(),
        NumberFormats.hundred(set.teacherFoolingRate()),
        NumberFormats.hundred(set.teacherNoiseRate()),
        NumberFormats.number(set.meanL2()),
        NumberFormats.number(set.maxL2()),
        NumberFormats.levels(set.maxLinf()));
  }

  private static List<String> row(EnsembleResult together) {
    return List.of(
        together.target(),
        together.attack(),
        "together",
        "" + together.images(),
        NumberFormats.hundred(together.teacherFoolingRate()),
        "",
        "",
        "",
        "");
  }

  private static void findings(StringBuilder md, SuiteResult result) {
    List<CellResult> failed = result.cells().stream().filter(c -> !c.done()).toList();
    if (result.findings().isEmpty() && failed.isEmpty()) {
      return;
    }
    md.append("Findings:\n\n");
    for (Finding finding : result.findings()) {
      md.append("- ").append(finding.severity()).append(' ');
      md.append(escape(finding.id())).append(", ");
      md.append(escape(finding.subject())).append(": ");
      md.append(escape(finding.message())).append('\n');
    }
    for (CellResult cell : failed) {
      md.append("- FAILED ").append(escape(cell.target())).append(", ");
      md.append(escape(cell.method())).append(", seed ").append(cell.seed()).append(": ");
      md.append(escape(cell.error())).append('\n');
    }
  }

  /** Appends a table, if it has rows. */
  static void table(StringBuilder md, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    md.append("| ").append(String.join(" | ", heads)).append(" |\n");
    md.append("|").append(" --- |".repeat(heads.size())).append('\n');
    for (List<String> row : rows) {
      md.append("| ");
      md.append(
          String.join(" | ", row.stream().map(s -> BOLD.contains(s) ? s : escape(s)).toList()));
      md.append(" |\n");
    }
    md.append('\n');
  }

  /** Takes what Markdown or HTML would read as its own out of a text. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : PlainText.of(text).toCharArray()) {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\\', '`', '*', '_', '|', '[', ']', '#', '!', '~' -> out.append('\\').append(c);
        case '\n', '\t' -> out.append(' ');
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}

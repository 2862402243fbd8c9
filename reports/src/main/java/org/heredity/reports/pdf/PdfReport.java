package org.heredity.reports.pdf;

import jakarta.inject.Inject;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.GateResult.Decision;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;
import org.heredity.files.AtomicFile;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.Figures;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.chart.PngWriter;
import org.heredity.reports.chart.Theme;
import org.heredity.reports.text.ExcessSummary;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.PlainText;
import org.heredity.reports.text.TextTable;
import org.heredity.reports.text.Verdict;

/** {@code report.pdf}: verdict, figures, tables, findings and provenance on A4. */
public final class PdfReport implements ReportFormat {
  private static final Color INK = Theme.LIGHT.ink();
  private static final Color MUTED = Theme.LIGHT.muted();
  private static final float TEXT = 9;
  private static final float SMALL = 7.5f;
  private static final float GAP = 12;

  /** What a heading wants below it, in points, where figures follow. */
  private static final float FIGURE_HEIGHT = 270;

  /** Pixels over which a figure gets the whole width. */
  private static final int WIDE = 700;

  private final List<FigureKind> kinds;
  private final PngWriter png = new PngWriter();

  @Inject
  public PdfReport(Set<FigureKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public String name() {
    return "pdf";
  }

  @Override
  public String description() {
    return "report.pdf, the report on paper";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      document.getDocumentInformation().setTitle(PlainText.of(result.name()) + " – Heredity");
      document.getDocumentInformation().setProducer("Heredity");
      document.getDocumentCatalog().setLanguage("en");
      try (Sheet sheet = new Sheet(document)) {
        fill(sheet, result);
      }
      // Else the time would be in the file, and two files of the same result would differ.
      document.setDocumentId((long) Arrays.hashCode(ResultsJson.write(result)));
      document.save(bytes);
    }
    AtomicFile.write(directory.resolve("report.pdf"), bytes.toByteArray());
  }

  private void fill(Sheet sheet, SuiteResult result) throws IOException {
    Provenance p = result.provenance();
    Verdict story = Verdict.of(result);
    sheet.paragraph(result.name(), 17, INK, true);
    sheet.paragraph(
        p.teacherArchitecture()
            + " · "
            + result.protocol()
            + " protocol · "
            + NumberFormats.moment(p.finished()),
        SMALL,
        MUTED,
        false);
    sheet.space(8);
    verdict(sheet, story);
    sheet.space(8);
    Figures figures = Figures.of(kinds, result);
    pairs(sheet, figures.top());
    for (String sentence : story.sentences()) {
      sheet.paragraph("• " + sentence, TEXT, INK, false);
    }
    section(sheet, "Gates", gates(result));
    section(
        sheet, "Results: shares in %, with 95% intervals; over seeds their mean", results(result));
    section(sheet, "Beside the published figures, in %", published(result));
    section(sheet, "Findings", findings(result));
    section(
        sheet,
        "DIR minus that of its controls on the same images, in points of a hundred",
        excess(result));
    for (TextTable attacks : TextTable.ofAttacks(result)) {
      section(sheet, attacks.title(), PaperTable.of(attacks));
    }
    section(sheet, "Adversarial sets", sets(result));
    if (!figures.others().isEmpty()) {
      sheet.need(FIGURE_HEIGHT);
      heading(sheet, "More figures");
      pairs(sheet, figures.others());
    }
    section(sheet, "Provenance", provenance(result));
  }

  private static void verdict(Sheet sheet, Verdict story) throws IOException {
    Color bar = new Color(story.good() == null ? 0x7a4f00 : story.good() ? 0x116b38 : 0xb3261e);
    Color paper = new Color(story.good() == null ? 0xfff4dc : story.good() ? 0xe6f4ea : 0xfdecea);
    sheet.box(story.verdict(), 12.5f, INK, bar, paper);
  }

  private static void heading(Sheet sheet, String text) throws IOException {
    sheet.space(14);
    sheet.need(70);
    sheet.paragraph(text, 11.5f, INK, true);
    sheet.space(2);
  }

  private static void section(Sheet sheet, String heading, PaperTable table) throws IOException {
    if (!table.isEmpty()) {
      heading(sheet, heading);
      table.draw(sheet);
    }
  }

  /** NumberFormats two beside each other; a wide one alone. */
  private void pairs(Sheet sheet, List<Figure> figures) throws IOException {
    try {
      for (int i = 0; i < figures.size(); ) {
        boolean alone =
            figures.get(i).width() > WIDE
                || i + 1 == figures.size()
                || figures.get(i + 1).width() > WIDE;
        int next = i + (alone ? 1 : 2);
        row(sheet, figures.subList(i, next));
        i = next;
      }
    } catch (NoFontsException e) {
      sheet.paragraph(e.getMessage(), TEXT, MUTED, false);
    }
  }

  private void row(Sheet sheet, List<Figure> row) throws IOException {
    float half = (Sheet.WIDTH - GAP) / 2;
    float width = row.get(0).width() > WIDE ? Sheet.WIDTH : half;
    float height = 0;
    float captions = 0;
    List<List<String>> texts = new ArrayList<>();
    for (Figure figure : row) {
      height = Math.max(height, PngWriter.height(figure) * width / figure.width());
      texts.add(sheet.typeface().lines(figure.caption(), SMALL, width - 6));
      captions = Math.max(captions, texts.get(texts.size() - 1).size() * Sheet.lineHeight(SMALL));
    }
    height = Math.min(height, Sheet.HEIGHT - captions);
    sheet.need(height + captions);
    for (int i = 0; i < row.size(); i++) {
      Figure figure = row.get(i);
      float most = height * figure.width() / PngWriter.height(figure);
      byte[] picture = png.file(figure, Theme.LIGHT);
      sheet.picture(picture, figure.id(), i * (width + GAP), Math.min(width, most));
    }
    sheet.space(height);
    for (int i = 0; i < row.size(); i++) {
      sheet.block(texts.get(i), i * (width + GAP), width, false, SMALL, MUTED);
    }
    sheet.space(captions + 10);
  }

  private static PaperTable gates(SuiteResult result) {
    PaperTable table = new PaperTable(2, "Gate", "Figure and limit");
    for (GateResult gate : result.gates()) {
      table.row(
          gate.passed() ? "holds" : gate.decision() == Decision.UNDECIDED ? "UNDECIDED" : "FAILS",
          Verdict.gate(gate));
    }
    return table;
  }

  private static PaperTable results(SuiteResult result) {
    PaperTable table =
        new PaperTable(
            3,
            "Target",
            "Method",
            "Attack",
            "Seeds",
            "ACC",
            "interval",
            "DIR",
            "interval",
            "Noise",
            "Adv. error",
            "Retained",
            "Moved");
    for (Summary s : result.summaries()) {
      table.row(
          s.target(),
          s.method(),
          s.attack(),
          s.failed() == 0 ? "" + s.seeds() : s.seeds() + " (" + s.failed() + " failed)",
          NumberFormats.hundred(s.acc().mean()),
          NumberFormats.interval(s.acc().interval()),
          NumberFormats.hundred(s.dir().mean()),
          NumberFormats.interval(s.dir().interval()),
          NumberFormats.hundred(s.noiseDir()),
          NumberFormats.hundred(s.adversarialError()),
          NumberFormats.hundred(s.weightsKept()),
          NumberFormats.hundred(s.moved()));
    }
    return table;
  }

  private static PaperTable excess(SuiteResult result) {
    PaperTable table =
        new PaperTable(
            3,
            "Target",
            "Method",
            "Attack",
            "DIR",
            "Over noise",
            "interval",
            "Over floor",
            "interval");
    for (ExcessSummary e : ExcessSummary.of(result)) {
      table.row(
          e.summary().target(),
          e.summary().method(),
          e.summary().attack(),
          NumberFormats.hundred(e.summary().dir().mean()),
          NumberFormats.hundred(e.overNoise().mean()),
          NumberFormats.interval(e.overNoise().interval()),
          NumberFormats.hundred(e.overFloor().mean()),
          NumberFormats.interval(e.overFloor().interval()));
    }
    return table;
  }

  private static PaperTable published(SuiteResult result) {
    PaperTable table =
        new PaperTable(
            3, "Method", "Target", "Published in", "ACC", "published", "DIR", "published");
    for (PublishedComparison one : PublishedComparison.of(result)) {
      table.row(
          one.method(),
          one.over(),
          Stream.concat(Stream.of(one.published().source() + "."), one.remarks().stream())
              .collect(Collectors.joining(" ")),
          NumberFormats.hundred(one.acc()),
          NumberFormats.published(one.published().acc()),
          NumberFormats.hundred(one.dir()),
          NumberFormats.published(one.published().dir()));
    }
    return table;
  }

  private static PaperTable findings(SuiteResult result) {
    PaperTable table = new PaperTable(4, "Severity", "Finding", "About", "What");
    result
        .findings()
        .forEach(f -> table.row(f.severity().name(), f.id(), f.subject(), f.message()));
    for (CellResult c : result.cells()) {
      if (!c.done()) {
        table.row(
            "FAILED", "cell", c.target() + ", " + c.method() + ", seed " + c.seed(), c.error());
      }
    }
    return table.isEmpty() ? table.row("NONE", "", "", "Every self-check passed.") : table;
  }

  private static PaperTable sets(SuiteResult result) {
    PaperTable table =
        new PaperTable(
            3,
            "Target",
            "Attack",
            "Threat model",
            "Images",
            "Teacher fooled, %",
            "By noise, %",
            "L2 mean",
            "L2 max",
            "L-infinity max");
    for (SetResult s : result.sets()) {
      table.row(
          s.target(),
          s.attack(),
          s.threatModel(),
          "" + s.images(),
          NumberFormats.hundred(s.teacherFoolingRate()),
          NumberFormats.hundred(s.teacherNoiseRate()),
          NumberFormats.number(s.meanL2()),
          NumberFormats.number(s.maxL2()),
          NumberFormats.levels(s.maxLinf()));
    }
    return table;
  }

  private static PaperTable provenance(SuiteResult result) {
    Provenance p = result.provenance();
    PaperTable table = new PaperTable(2, "", "");
    table.row("Teacher", p.teacherFile() + ", " + p.teacherDigest());
    if (!p.teacherPreprocessing().isEmpty()) {
      table.row("Teacher's preprocessing", p.teacherPreprocessing());
    }
    result.targets().forEach(t -> table.row("Target " + t.name(), t.digest()));
    String seeds =
        result.cells().stream()
            .map(CellResult::seed)
            .distinct()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    table.row("Seeds", seeds);
    table.row("Command", p.command());
    table.row("Heredity", p.heredity() + ", " + p.started() + " to " + p.finished());
    table.row("Java", p.java() + ", " + p.system());
    table.row("Backend", p.backend() + ", " + p.processor());
    for (Map.Entry<String, Object> entry : p.configuration().entrySet()) {
      table.row(entry.getKey(), String.valueOf(entry.getValue()));
    }
    return table;
  }
}

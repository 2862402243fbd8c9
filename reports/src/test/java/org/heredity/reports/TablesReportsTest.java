package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.Kept;
import org.heredity.api.result.ModulesResult;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.reports.html.TablesPage;
import org.heredity.reports.text.SeamTables;
import org.heredity.reports.text.TextTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesReportsTest {
  private static final BeforeAfter NONE = BeforeAfter.UNKNOWN;

  @TempDir Path folder;

  private static Reengineering.Problem problem(
      String name, double accAfter, long kept, double scratch, Overhead cost) {
    return new Reengineering.Problem(
        name,
        0.9,
        accAfter,
        scratch,
        2000,
        new Kept(200_704, 100_352, 784, 700, 270_906, kept),
        41_218_688,
        9_000_000,
        cost,
        33,
        List.of(new CurvePoint("search", 10, 0.3, 0.9, 0.5)));
  }

  private static TablesResult.Row row(
      String name,
      boolean groups,
      List<Reengineering.Problem> problems,
      List<ModulesResult> modules,
      PublishedTables paper) {
    return new TablesResult.Row(
        name,
        groups,
        new Reengineering(
            "resnet20, width 16, 32 px",
            "r20.pth",
            "cifar10",
            "resized to 32",
            "strict",
            1,
            problems),
        modules,
        paper);
  }

  private static PublishedTables paper(
      String name, double[] weights, double[] acc, double[] flops, double[] time) {
    return new PublishedTables(
        name,
        "SEAM, Tables I to VI",
        new BeforeAfter(weights[0] * 1e6, weights[1] * 1e6),
        new BeforeAfter(acc[0] / 100, acc[1] / 100),
        Double.NaN,
        new BeforeAfter(flops[0] * 1e6, flops[1] * 1e6),
        new BeforeAfter(time[0], time[1]),
        NONE,
        NONE);
  }

  /** All six of the paper, in its order. */
  private static List<PublishedTables> papers() {
    double[][][] rows = {
      {{15.25, 0.62}, {96.50, 97.12}, {314.28, 75.53}, {6.82, 3.79}},
      {{15.29, 1.47}, {86.82, 92.93}, {314.33, 111.35}, {6.37, 5.55}},
      {{0.27, 0.03}, {95.64, 95.81}, {41.22, 9.34}, {1.40, 0.74}},
      {{0.28, 0.03}, {83.97, 90.92}, {41.22, 9.36}, {1.43, 0.64}},
      {{0.28, 0.04}, {68.29, 82.76}, {41.22, 9.76}, {1.45, 0.61}},
      {{25.50, 2.77}, {78.83, 85.63}, {4111.53, 955.85}, {64.19, 40.55}}
    };
    List<PublishedTables> papers = new ArrayList<>();
    for (double[][] row : rows) {
      papers.add(paper("row " + papers.size(), row[0], row[1], row[2], row[3]));
    }
    return papers;
  }

  private static TextTable table(TablesResult result, String name) {
    return SeamTables.of(result).stream()
        .filter(table -> table.title().startsWith(name + ":"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> line(TextTable table, String first) {
    return table.rows().stream().filter(row -> row.get(0).equals(first)).findFirst().orElseThrow();
  }

  /** Averages of the paper's rows are the paper's: -89.89%, +5.85 points, -74.71%, -42.41%. */
  @Test
  void averagesAreThePapers() {
    Overhead cost = new Overhead(16, 16, 8, 784, 700, 9, List.of(), 0);
    List<TablesResult.Row> rows = new ArrayList<>();
    for (PublishedTables paper : papers()) {
      rows.add(
          row(
              paper.row(),
              rows.size() > 3,
              List.of(problem("a", 0.91, 27_000, Double.NaN, cost)),
              List.of(),
              paper));
    }
    TablesResult result = new TablesResult("all", "paper", 1, rows);
    List<String> overall = line(table(result, "Table II"), "SEAM: average of Tables I and II");
    assertEquals("89.89", overall.get(4));
    assertEquals("5.85", overall.get(7));
    assertEquals("74.71", line(table(result, "Table V"), "SEAM: average of these").get(3));
    assertEquals("42.41", line(table(result, "Table VI"), "SEAM: average of these").get(3));
    assertEquals("50.00", line(table(result, "Table VI"), "Average").get(3));
    assertEquals(4 + 4 + 2, table(result, "Table I").rows().size());
  }

  private static TablesResult small() {
    ModulesResult modules =
        new ModulesResult(
            "activation-modules",
            Map.of("tangled", 0.5),
            List.of(
                new ModulesResult.ClassModule(
                    "bird",
                    new BeforeAfter(0.9, 0.88),
                    new BeforeAfter(0.97, 0.95),
                    new Kept(200_704, 150_528, 784, 784, 270_906, 270_906))),
            Double.NaN,
            0.81);
    PublishedTables paper =
        new PublishedTables(
            "ResNet20-CIFAR10",
            "SEAM",
            new BeforeAfter(0.27e6, 0.03e6),
            new BeforeAfter(0.9564, 0.9581),
            0.7715,
            new BeforeAfter(41.22e6, 9.34e6),
            new BeforeAfter(1.4, 0.74),
            new BeforeAfter(0.20e6, 0.17e6),
            new BeforeAfter(0.9285, 0.9181));
    return new TablesResult(
        "small & <b>",
        "strict",
        0.1,
        List.of(
            row(
                "R20",
                false,
                List.of(
                    problem("bird", 0.92, 27_000, 0.8, null),
                    problem("=cat", 0.88, 81_272, 0.7, null)),
                List.of(modules),
                paper),
            row("not yet", true, List.of(), List.of(), null)));
  }

  @Test
  void meansStandAboveThePapersRow() {
    TablesResult result = small();
    assertEquals(
        List.of("R20", "2", "0.27", "0.05", "80.02", "90.00", "90.00", "0.00"),
        line(table(result, "Table I"), "R20"));
    assertEquals(
        List.of("SEAM: ResNet20-CIFAR10", "", "0.27", "0.03", "88.89", "95.64", "95.81", "0.17"),
        line(table(result, "Table I"), "SEAM: ResNet20-CIFAR10"));
    assertEquals(List.of("R20", "90.00", "75.00", "15.00"), line(table(result, "Table IV"), "R20"));
    TextTable third = table(result, "Table III");
    assertEquals(
        List.of(
            "R20",
            "activation-modules",
            "0.20",
            "0.15",
            "25.00",
            "100.00",
            "100.00",
            "90.00",
            "88.00",
            "97.00",
            "95.00",
            "81.00",
            "–"),
        third.rows().get(0));
    assertEquals("15.00", third.rows().get(1).get(4));
    assertTrue(
        SeamTables.of(result).stream().noneMatch(table -> table.title().startsWith("Table VI:")));
  }

  @Test
  void filesHaveWhatWasMeasured() throws Exception {
    for (TablesFormat format :
        List.of(new TablesJson(), new TablesCsv(), new TablesMarkdown(), new TablesPage())) {
      format.write(small(), folder);
    }
    JsonNode json = new ObjectMapper().readTree(folder.resolve("tables.json").toFile());
    JsonNode first = json.get("rows").get(0);
    assertEquals(27_000, first.at("/result/problems/0/kept/weightsKept").asLong());
    assertEquals("resized to 32", first.at("/result/preprocessing").asText());
    assertTrue(first.at("/modules/0/composed").isNull());
    assertTrue(json.get("rows").get(1).get("published").isNull());
    List<String> csv = Files.readAllLines(folder.resolve("tables.csv"));
    assertEquals(1 + 2 + 1, csv.size());
    assertTrue(csv.get(1).startsWith("R20,seam,bird,0.9,0.92,,,0.8,200704,100352,784,700,270906,"));
    assertTrue(csv.get(2).startsWith("R20,seam,'=cat,"));
    assertTrue(csv.get(3).startsWith("R20,activation-modules,bird,0.9,0.88,0.97,0.95,,"));
    int columns = csv.get(0).split(",", -1).length;
    IntStream.range(1, 4)
        .forEach(line -> assertEquals(columns, csv.get(line).split(",", -1).length));
    String markdown = Files.readString(folder.resolve("tables.md"));
    assertTrue(markdown.contains("| R20 | 2 | 0.27 | 0.05 | 80.02 |"), markdown);
    assertTrue(markdown.contains("0.1 of the published lengths"), markdown);
    assertTrue(markdown.contains("r20.pth, cifar10, resized to 32, seed 1"), markdown);
    String page = Files.readString(folder.resolve("index.html"));
    assertFalse(page.contains("<b>"));
    assertTrue(page.contains("<h2>Table III</h2>") && page.contains("Figure 5"), page);
    assertEquals(1, page.split("<svg ").length - 1);
    assertTrue(Files.exists(folder.resolve("charts/search-r20.svg")));
  }
}

package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReportTest {
  @TempDir Path folder;

  /** RFC 4180, section 2, read literally. */
  private static List<List<String>> parse(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == ',') {
        row.add(field.toString());
        field.setLength(0);
      } else if (!quoted && c == '\r' && csv.charAt(i + 1) == '\n') {
        row.add(field.toString());
        field.setLength(0);
        rows.add(row);
        row = new ArrayList<>();
        i++;
      } else {
        field.append(c);
      }
    }
    assertTrue(row.isEmpty() && field.length() == 0, "the last row ends in CRLF");
    return rows;
  }

  private List<List<String>> written(SuiteResult result) throws Exception {
    new CsvReport().write(result, folder);
    return parse(Files.readString(folder.resolve("results.csv")));
  }

  @Test
  void aCellIsARowUnderNamedColumns() throws Exception {
    SuiteResult result = SampleSuite.result();
    List<List<String>> rows = written(result);
    assertEquals(1 + result.cells().size(), rows.size());
    List<String> head = rows.get(0);
    List<String> seam = rows.get(7);
    assertEquals("seam", seam.get(head.indexOf("method")));
    assertEquals("1", seam.get(head.indexOf("seed")));
    assertEquals(result.cells().get(6).dir(), Double.parseDouble(seam.get(head.indexOf("dir"))), 0);
    assertEquals(
        result.cells().get(6).dirInterval().high(),
        Double.parseDouble(seam.get(head.indexOf("dirHigh"))),
        0);
  }

  @Test
  void whatWasPublishedStandsInTheCellsRow() throws Exception {
    List<List<String>> rows = written(PublishedSuite.result());
    List<String> head = rows.get(0);
    List<String> tune = rows.get(1);
    assertEquals("0.8533;0.8125", tune.get(head.indexOf("publishedAcc")));
    assertEquals(
        "A Paper (2022), Table 1;A Paper (2022), Table 2", tune.get(head.indexOf("publishedIn")));
    List<String> seam = rows.get(7);
    assertEquals("seam", seam.get(head.indexOf("method")));
    assertEquals("", seam.get(head.indexOf("publishedDir")), "a mean is of no cell");
  }

  @Test
  void attacksStandInTheCellsRow() throws Exception {
    List<List<String>> rows = written(SampleSuite.result());
    List<String> head = rows.get(0);
    assertEquals("", rows.get(1).get(head.indexOf("members")));
    assertEquals("", rows.get(1).get(head.indexOf("whiteBox")));
    assertEquals("", rows.get(1).get(head.indexOf("overFloor")));
    assertEquals("1.61", rows.get(1).get(head.indexOf("setMeanL2")));
    rows = written(EnsembleSuite.result());
    head = rows.get(0);
    List<String> tune = rows.get(1);
    CellResult cell = EnsembleSuite.result().cells().get(0);
    assertEquals(
        "standard-1.mi:192;standard-1.pgd:64;standard-1.apgd-ce:9;standard-1.mi@other.pth:24;"
            + "standard-1.pgd@other.pth:15;standard-1.apgd-ce@other.pth:3",
        tune.get(head.indexOf("members")));
    assertEquals("autoattack-1", tune.get(head.indexOf("whiteBoxAttack")));
    assertEquals(84 / 85.0, Double.parseDouble(tune.get(head.indexOf("whiteBox"))), 0);
    assertEquals(
        EnsembleSuite.result().whiteBox().get(0).interval().low(),
        Double.parseDouble(tune.get(head.indexOf("whiteBoxLow"))),
        0);
    assertEquals(
        cell.overFloor().value(), Double.parseDouble(tune.get(head.indexOf("overFloor"))), 0);
    assertEquals(
        cell.overNoise().interval().high(),
        Double.parseDouble(tune.get(head.indexOf("overNoiseHigh"))),
        0);
    assertEquals("1.61;1.61;1.61;1.61;1.61;1.61", tune.get(head.indexOf("setMeanL2")));
  }

  @Test
  void hostileTextStaysInItsField() throws Exception {
    List<List<String>> rows = written(Hostile.result());
    List<String> head = rows.get(0);
    assertEquals(3, rows.size());
    rows.forEach(row -> assertEquals(head.size(), row.size()));
    assertEquals(
        "'" + Hostile.TEXT, rows.get(1).get(head.indexOf("target")), "no spreadsheet computes it");
    assertEquals("", rows.get(1).get(head.indexOf("roundedDir")), "NaN is empty");
    assertEquals("'" + Hostile.TEXT + ":1", rows.get(1).get(head.indexOf("members")));
    assertEquals("'" + Hostile.TEXT, rows.get(1).get(head.indexOf("whiteBoxAttack")));
    assertEquals("", rows.get(2).get(head.indexOf("dir")), "a failed cell has no figures");
    assertEquals("'" + Hostile.TEXT, rows.get(2).get(head.indexOf("error")));
  }
}

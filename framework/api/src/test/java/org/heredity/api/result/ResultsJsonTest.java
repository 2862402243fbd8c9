package org.heredity.api.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.metric.Interval;
import org.heredity.data.DataException;
import org.heredity.files.AtomicFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsJsonTest {
  @TempDir Path folder;

  private static CellResult cell(long seed, double dir, int wrong) {
    return new CellResult(
        "photos \"6\"\n</script>",
        "seam",
        seed,
        "pgd",
        0.8,
        80,
        100,
        new Interval(0.71, 0.87, 0.95, "wilson"),
        dir,
        wrong,
        80,
        new Interval(0.1, 0.3, 0.95, "wilson"),
        0.36,
        Double.NaN,
        0.01,
        0.52,
        0.31,
        12.5,
        List.of(new StageTime("search", 3.25, true)),
        List.of(new LayerWeights("layer1.0.conv1", 10, 20_000_000_000L, Double.NaN)),
        List.of(
            new CurvePoint("search", 10, Double.POSITIVE_INFINITY, Double.NaN, 0.9),
            new CurvePoint("tune", 10, Double.NEGATIVE_INFINITY, 0.5, 1.0 / 3)),
        List.of(new ClassResult("Ärger\u2028\uD83D\uDE00", 10, 9, 3)),
        List.of(new BudgetPoint(0.5 / 255, 1, 80)),
        List.of(new MemberResult("pgd", 3, 2, 1)),
        new Excess(0.1, new Interval(-0.05, 0.2, 0.95, "bootstrap")),
        new Excess(Double.NaN, null),
        "sha256:ab",
        "students/a.safetensors",
        null);
  }

  private static SuiteResult suite(List<CellResult> cells) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("budget", 0.02f);
    configuration.put("seeds", List.of(1, 2L, (short) 3));
    configuration.put("protocol", Protocol.STRICT);
    configuration.put("nothing", null);
    configuration.put("whole", 5.0);
    configuration.put("teacher", Map.of("nested", Arrays.asList(true, null, 1e-30)));
    return new SuiteResult(
        SuiteResult.SCHEMA,
        "demo",
        "strict",
        new Provenance(
            "0.1",
            "a",
            "b",
            "c",
            "17",
            "Linux",
            "nd4j",
            "2",
            "resnet18",
            "d",
            "f",
            "p",
            configuration),
        List.of(new MethodResult("seam", "seam", "masks", Map.of("alpha", 0.5, "steps", 7))),
        List.of(new TargetResult("photos", List.of("a"), 90, 9, 100, "e", List.of("n"))),
        List.of(
            new SetResult(
                "photos",
                "pgd",
                "eps",
                SetResult.L2,
                0.5,
                "pixel",
                100,
                Double.NaN,
                0,
                1,
                2,
                0,
                1.5,
                2.5,
                0.03,
                "g",
                3)),
        List.of(),
        cells,
        List.of(
            new WhiteBoxResult(
                "photos",
                "seam",
                1,
                "autoattack",
                "eps",
                SetResult.L_INFINITY,
                0.03,
                "pixel",
                100,
                80,
                79,
                new Interval(0.9, 1, 0.95, "wilson"),
                List.of(new MemberResult("apgd-ce", 79, 79, 0)),
                4)),
        List.of(new AttackCheckResult("photos", "pgd", 64, 63, 2)),
        List.of(
            new Comparison("photos", "pgd", "dir", "a", "b", 3, -0.1, null, "mcnemar", 0.01, 0.2)),
        List.of(
            GateResult.atMost(
                "max-dir", "photos", 0.3, 0.2, new Interval(0.1, 0.31, 0.95, "wilson"))),
        List.of(
            new GalleryItem(
                "photos",
                "pgd",
                "1",
                "a",
                "a.png",
                "b.png",
                "c.png",
                10,
                List.of(new GalleryItem.Prediction("seam", "a", "b")))),
        List.of(new Finding("noise", Finding.Severity.WARNING, "photos", "m")));
  }

  private static String text(SuiteResult result) {
    return new String(ResultsJson.write(result), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasWrittenIsReadBackEqual() throws Exception {
    SuiteResult result =
        suite(
            List.of(
                cell(1, 0.2, 16),
                cell(Long.MAX_VALUE, Double.NaN, 0),
                CellResult.failed("photos", "remos", 1, "pgd", 3, "out of memory")));
    AtomicFile.write(folder.resolve("deep/results.json"), ResultsJson.write(result));
    SuiteResult read = ResultsJson.read(folder.resolve("deep"));
    assertEquals(result, read);
    assertEquals(text(result), text(read));
    assertNotEquals(result, suite(List.of(cell(1, 0.2, 17))));
    try (var files = Files.list(folder.resolve("deep"))) {
      assertEquals(1, files.count(), "no temporary file stays");
    }
  }

  @Test
  void whereAnOlderFileSaysNoNormItIsLInfinity() throws Exception {
    String text = text(suite(List.of(cell(1, 0.2, 16))));
    assertEquals("l2", parse(text).sets().get(0).norm());
    String older = text.replaceAll("\\s*\"norm\" : \"l2\",", "");
    assertNotEquals(text, older);
    assertEquals(SetResult.L_INFINITY, parse(older).sets().get(0).norm());
    assertRefused(text.replace("\"norm\" : \"l2\"", "\"norm\" : null"), "norm must not be null");
  }

  @Test
  void anOlderFileKnowsNothingPublished() throws Exception {
    String text = text(suite(List.of(cell(1, 0.2, 16))));
    String older = text.replaceAll(",\\s*\"published\" : \\[ ?\\]", "");
    assertNotEquals(text, older);
    assertEquals(List.of(), parse(older).methods().get(0).published());
    assertEquals(parse(text), parse(older));
  }

  private static SuiteResult parse(String text) {
    return ResultsJson.parse(text.getBytes(StandardCharsets.UTF_8), "older.json");
  }

  @Test
  void fieldNamesAreThoseThatWerePromised() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(text(suite(List.of(cell(3, Double.NaN, 16)))));
    JsonNode cell = tree.get("cells").get(0);
    for (String name :
        List.of(
            "target",
            "method",
            "seed",
            "attack",
            "acc",
            "dir",
            "dirNumerator",
            "dirDenominator",
            "adversarialError",
            "weightsKept",
            "moved",
            "seconds")) {
      assertTrue(cell.has(name), name);
    }
    assertTrue(cell.get("dir").isNull(), "NaN is null");
    assertEquals(16, cell.get("dirNumerator").intValue());
    assertEquals(0.8, cell.get("acc").doubleValue());
    assertFalse(cell.has("done"));
    assertEquals(1, tree.get("summaries").size());
    assertEquals(0.02, tree.get("provenance").get("configuration").get("budget").doubleValue());
  }

  @Test
  void summariesAreMeansOverSeedsThatWereMeasured() {
    List<Summary> summaries =
        Summary.of(
            List.of(
                cell(1, 0.1, 8),
                cell(2, 0.3, 24),
                CellResult.failed("photos \"6\"\n</script>", "seam", 3, "pgd", 1, "broken"),
                CellResult.failed("photos", "remos", 3, "pgd", 1, "broken")));
    assertEquals(2, summaries.size());
    Summary seam = summaries.get(0);
    assertEquals(2, seam.seeds());
    assertEquals(1, seam.failed());
    assertEquals(0.2, seam.dir().mean(), 1e-12);
    assertEquals(List.of(0.1, 0.3), seam.dir().values());
    assertEquals("bootstrap", seam.dir().interval().method());
    // Of the four resamples of two values one is both times the lower, one both times the higher.
    assertEquals(0.1, seam.dir().interval().low(), 1e-12);
    assertEquals(0.3, seam.dir().interval().high(), 1e-12);
    assertTrue(Double.isNaN(seam.roundedDir()));
    assertTrue(Double.isNaN(summaries.get(1).dir().mean()));
    assertEquals(null, summaries.get(1).dir().interval());
    assertEquals("wilson", Summary.of(List.of(cell(1, 0.1, 8))).get(0).dir().interval().method());
  }

  @Test
  void filesThatAreNotResultsAreRefusedInOneLine() throws Exception {
    assertRefused("[]", "JSON object");
    assertRefused("{", "line 1");
    assertRefused("{\"schema\": 3}", "schema 1 to 2 expected, got 3");
    assertRefused("{\"schema\": 1}", "name");
    assertRefused(text(suite(List.of())).replace("\"WARNING\"", "\"LOUD\""), "LOUD");
    assertRefused(
        text(suite(List.of(cell(1, 0.2, 1)))).replace("\"acc\" : 0.8", "\"acc\" : \"high\""),
        "line");
    String good = text(suite(List.of(cell(1, 0.2, 1))));
    assertRefused(
        good.replace("\"studentDigest\" : \"sha256:ab\"", "\"studentDigest\" : null"),
        "cells[0].studentDigest must not be null");
    assertRefused(good.replace("\"severity\" : \"WARNING\"", "\"severity\" : null"), "findings[0]");
    assertRefused(good.replaceFirst("\"notes\" : \\[[^\\]]*]", "\"notes\" : null"), "bad.json");
    assertRefused("[".repeat(100_000), "nesting");
    DataException missing =
        assertThrows(DataException.class, () -> ResultsJson.read(folder.resolve("nowhere")));
    assertTrue(missing.getMessage().contains("not found"), missing.getMessage());
  }

  private void assertRefused(String json, String expected) throws Exception {
    Path file = folder.resolve("bad.json");
    Files.writeString(file, json);
    DataException error = assertThrows(DataException.class, () -> ResultsJson.read(file));
    assertTrue(error.getMessage().contains(expected), error.getMessage());
    assertTrue(error.getMessage().contains("bad.json"), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }
}

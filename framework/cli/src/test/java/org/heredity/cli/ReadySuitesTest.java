package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.result.PublishedFigure;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuiteFile;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.evaluate.PublishedFigures;
import org.junit.jupiter.api.Test;

/** The suites of the papers' tables and figures are read whole, and plan what the papers ran. */
class ReadySuitesTest {
  private static final Path SUITES = Path.of("../../examples/suites");

  private static final String RESNET18_FILE = "f37072fd" + "0".repeat(56);
  private static final String RESNET50_FILE = "0676ba61" + "0".repeat(56);
  private static final Set<String> FIVE =
      Set.of("mit67", "cub200", "flowers102", "dogs120", "stanford40");

  private static Injector injector() {
    List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
    modules.addAll(Plugins.load(ReadySuitesTest.class.getClassLoader()));
    return Guice.createInjector(modules);
  }

  private static Map<String, SuiteConfig> suites(String... assignments) throws IOException {
    SuiteFile reader = injector().getInstance(SuiteFile.class);
    Map<String, SuiteConfig> suites = new TreeMap<>();
    try (Stream<Path> files = Files.list(SUITES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        SuiteConfig suite =
            reader.read(file, List.of(assignments), note -> assertTrue(false, file + ": " + note));
        assertEquals(file.getFileName().toString(), suite.name() + ".yaml");
        suites.put(suite.name(), suite);
      }
    }
    return suites;
  }

  @Test
  void eachPlansWhatThePaperRan() throws IOException {
    Map<String, Integer> students = new TreeMap<>();
    suites().forEach((name, suite) -> students.put(name, suite.students()));
    assertEquals(
        Map.of(
            "remos-recorded", 2 * 3,
            "remos-table-resnet18", 5 * 7,
            "remos-table-resnet50", 5 * 3,
            "seam-figure-6", 5 * 4,
            "seam-figure-7", 5 * 4,
            "seam-figure-8", 5 * 4,
            "seam-thresholds", 5 * 6),
        students);
  }

  @Test
  void allAreAtPublishedLengthInThePaperProtocol() throws IOException {
    for (SuiteConfig suite : suites().values()) {
      assertEquals(Protocol.PAPER, suite.common().protocol(), suite.name());
      assertEquals(1, suite.trainingScale(), suite.name());
      assertEquals(
          224, suite.common().teacher().imageSize().orElse(TeacherConfig.USUAL_SIDE), suite.name());
    }
  }

  /** By method, what was published of it: target or number of targets, ACC/DIR. */
  private static Map<String, List<String>> published(
      SuiteConfig suite, Set<String> targets, String teacherDigest) {
    PublishedFigures figures =
        new PublishedFigures(
            injector().getInstance(Installed.class).published(),
            suite,
            new PublishedFigures.Data(targets, true, () -> teacherDigest));
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (MethodConfig<?> method : suite.methods()) {
      List<String> lines = new ArrayList<>();
      for (PublishedFigure figure : figures.of(method)) {
        assertEquals("penultimate-pgd", figure.attack());
        String over = figure.targets().size() > 1 ? "mean" : figure.targets().get(0);
        lines.add(
            over
                + " "
                + PublishedFigure.printed(figure.acc())
                + "/"
                + PublishedFigure.printed(figure.dir()));
      }
      found.put(method.label(), lines);
    }
    return found;
  }

  @Test
  void eachFindsWhatThePaperPublished() throws IOException {
    Map<String, SuiteConfig> suites = suites();
    assertEquals(
        Map.of(
            "fine-tune", List.of("mit67 73.66/46.81", "cub200 75.93/43.52"),
            "remos", List.of("mit67 70.6/36.58", "cub200 71.91/32.62"),
            // The table has the same settings, other students.
            "retrain",
                List.of(
                    "mit67 41.04/5.45",
                    "cub200 51.73/9.21",
                    "mit67 40.52/4.97",
                    "cub200 48.33/6.79")),
        published(suites.get("remos-recorded"), Set.of("mit67", "cub200"), RESNET18_FILE));
    Map<String, List<String>> table =
        published(suites.get("remos-table-resnet18"), FIVE, RESNET18_FILE);
    assertEquals(7, table.size());
    table.forEach(
        (method, figures) ->
            assertEquals(
                FIVE,
                figures.stream()
                    .map(line -> line.split(" ")[0])
                    .filter(over -> !over.equals("mean"))
                    .collect(Collectors.toSet()),
                method));
    assertEquals(
        List.of(
            "mit67 74.4/19.66",
            "cub200 75.7/15.25",
            "flowers102 93.12/12.84",
            "dogs120 75.06/18.71",
            "stanford40 75.56/15.23",
            // SEAM ran ReMoS with its default settings and dropout: those of ReMoS' table.
            "mean /20"),
        table.get("remos"));
    assertEquals(5, table.get("delta-r").size(), "Birds once, with a remark");
    Map<String, List<String>> resnet50 =
        published(suites.get("remos-table-resnet50"), FIVE, RESNET50_FILE);
    assertEquals(5, resnet50.get("fine-tune").size());
    assertEquals("mit67 77.31/13.71", resnet50.get("remos").get(0));
    assertEquals(List.of(), resnet50.get("retrain"), "the table has none");
    assertEquals(
        Map.of(
            "fine-tune", List.of("mean 80/79"),
            "remos", List.of("mean 74/40"),
            "seam", List.of("mean 79/19"),
            "retrain", List.of()),
        published(suites.get("seam-figure-6"), FIVE, RESNET18_FILE));
    assertEquals(
        Map.of(
            "fine-tune", List.of("mean 85/66"),
            "remos", List.of("mean 82/19"),
            "seam", List.of("mean 84/14"),
            "retrain", List.of()),
        published(suites.get("seam-figure-7"), FIVE, RESNET50_FILE));
    Map<String, List<String>> dropout = published(suites.get("seam-figure-8"), FIVE, RESNET18_FILE);
    assertEquals(List.of("mean /44"), dropout.get("fine-tune"));
    assertTrue(dropout.get("remos").contains("mean /20"), dropout + "");
    assertEquals(List.of("mean /12"), dropout.get("seam"));
    Map<String, List<String>> thresholds =
        published(suites.get("seam-thresholds"), FIVE, RESNET18_FILE);
    assertEquals(List.of("mean 79/19"), thresholds.get("seam-0.6"), "Figure 6 stopped at 0.6");
    assertEquals(List.of(), thresholds.get("seam-0.5"));
  }

  @Test
  void nothingThatDiffersFindsAny() throws IOException {
    SuiteConfig asPublished = suites().get("remos-table-resnet18");
    assertEquals(
        List.of("mit67 74.4/19.66", "mean /20"),
        published(asPublished, Set.of("mit67"), RESNET18_FILE).get("remos"));
    assertNone(published(asPublished, FIVE, "0".repeat(64)), "another teacher");
    assertNone(published(asPublished, FIVE, RESNET50_FILE), "another teacher");
    assertNone(published(asPublished, Set.of(), RESNET18_FILE), "targets that only have the names");
    for (String change :
        List.of(
            "protocol=strict",
            "batch-size=32",
            "teacher.image-size=160",
            "teacher.architecture=resnet34",
            "attacks=[{penultimate-pgd: {steps: 10}}]",
            "attacks=[pgd]",
            "targets=[{name: photos, path: photos}]")) {
      SuiteConfig changed = suites(change).get("remos-table-resnet18");
      Set<String> targets =
          changed.targets().stream().map(TargetConfig::name).collect(Collectors.toSet());
      assertNone(published(changed, targets, RESNET18_FILE), change);
    }
    SuiteConfig dropped = suites("methods[0].fine-tune.dropout=0").get("remos-table-resnet18");
    Map<String, List<String>> found = published(dropped, FIVE, RESNET18_FILE);
    assertEquals(List.of(), found.get("fine-tune"));
    assertEquals(5, found.get("delta").size(), "the others are as they were");
  }

  private static void assertNone(Map<String, List<String>> published, String why) {
    published.forEach((method, figures) -> assertEquals(List.of(), figures, why + ", " + method));
  }

  @Test
  void whatIsShorterSaysSo() throws IOException {
    SuiteConfig shorter = suites("training-scale=0.01").get("remos-table-resnet18");
    PublishedFigures figures =
        new PublishedFigures(
            injector().getInstance(Installed.class).published(),
            shorter,
            new PublishedFigures.Data(FIVE, true, () -> RESNET18_FILE));
    String length = "Published at full length; here training-scale is 0.01.";
    assertEquals(List.of(length), figures.of(shorter.methods().get(0)).get(0).remarks());
    PublishedFigure birds =
        figures.of(shorter.methods().get(4)).stream()
            .filter(figure -> figure.targets().contains("cub200"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(length, "Renofeation's script for Birds has lambda 1; here it is 5."),
        birds.remarks());
  }

  @Test
  void seamStopsItsSearchAtTheFiveThresholds() throws IOException {
    List<Object> thresholds =
        suites().get("seam-thresholds").methods().stream()
            .map(MethodConfig::values)
            .filter(values -> values.containsKey("prune-threshold"))
            .map(values -> values.get("prune-threshold"))
            .toList();
    assertEquals(List.of(0.3, 0.4, 0.5, 0.6, 0.7), thresholds);
  }
}

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuiteFile;
import org.junit.jupiter.api.Test;

/** The suites of the papers' tables and figures are read whole, and plan what the papers ran. */
class ReadySuitesTest {
  private static final Path SUITES = Path.of("../../examples/suites");

  private static Map<String, SuiteConfig> suites() throws IOException {
    List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
    modules.addAll(Plugins.load(ReadySuitesTest.class.getClassLoader()));
    Injector injector = Guice.createInjector(modules);
    SuiteFile reader = injector.getInstance(SuiteFile.class);
    Map<String, SuiteConfig> suites = new TreeMap<>();
    try (Stream<Path> files = Files.list(SUITES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        SuiteConfig suite =
            reader.read(file, List.of(), note -> assertTrue(false, file + ": " + note));
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
      assertEquals(224, suite.common().teacher().imageSize(), suite.name());
    }
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

package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.ReuseMethod;
import org.junit.jupiter.api.Test;

class PaperFiguresTest {
  private final Injector injector = Guice.createInjector(new BaselinesModule());
  private final List<PublishedRun> runs =
      List.copyOf(injector.getInstance(Key.get(new TypeLiteral<Set<PublishedRun>>() {})));

  @Test
  void theFileHasTheTablesOfThePapers() {
    assertEquals(PaperFigures.all(), runs);
    Map<String, Long> bySource =
        runs.stream()
            .collect(
                Collectors.groupingBy(PublishedRun::source, TreeMap::new, Collectors.counting()));
    assertEquals(
        Map.of(
            // Birds stands twice for DELTA-R and for Renofeation: by its script, and by Scenes'.
            "ReMoS (Zhang et al., ICSE 2022), table of ACC and DIR by dataset and method",
            9L * 5 + 2,
            "ReMoS (Zhang et al., ICSE 2022), records of its runs in the artifact",
            6L,
            "SEAM (Qi et al., ICSE 2023), Figure 6",
            3L,
            "SEAM (Qi et al., ICSE 2023), Figure 7",
            3L,
            "SEAM (Qi et al., ICSE 2023), Figure 8, with dropout",
            3L,
            "SEAM (Qi et al., ICSE 2023), logs of its authors on CIFAR-10"
                + " (github.com/qibinhang/SeaM_for_CIFAR10)",
            2L),
        bySource);
    assertEquals(runs.size(), new HashSet<>(runs).size());
  }

  @Test
  void figuresAreSharesOfKnownTargetsUnderThePaperProtocol() {
    Set<String> targets =
        Set.of("mit67", "cub200", "flowers102", "dogs120", "stanford40", "cifar10");
    for (PublishedRun run : runs) {
      assertEquals(Protocol.PAPER, run.protocol());
      assertTrue(targets.containsAll(run.targets()), run.toString());
      assertTrue(run.acc() > 0.3 || Double.isNaN(run.acc()), run + ": in percent, not a share?");
      assertTrue(run.dir() > 0.02 && run.dir() < 1, run.toString());
      assertEquals("penultimate-pgd", run.attack().name());
    }
  }

  @Test
  void settingsAreThoseOfTheMethods() {
    Map<String, ReuseMethod<?>> methods = new TreeMap<>();
    injector
        .getInstance(Key.get(new TypeLiteral<Set<ReuseMethod<?>>>() {}))
        .forEach(method -> methods.put(method.name(), method));
    Set<String> seen = new TreeSet<>();
    for (PublishedRun run : runs) {
      ReuseMethod<?> method = methods.get(run.method().name());
      Map<String, Object> settings = new LinkedHashMap<>(run.method().settings());
      String preset = (String) settings.remove("preset");
      assertTrue(method.presets().containsKey(preset), run.toString());
      Map<String, Object> all = new LinkedHashMap<>(method.presets().get(preset));
      all.putAll(settings);
      Settings.bind(method.settings(), all, method.name());
      seen.add(method.name());
    }
    assertEquals(methods.keySet(), seen, "something was published of every one of them");
  }

  /** By hand from the paper's page: a corner of each table, and ReMoS' mean. */
  @Test
  void someFiguresAreAsPrinted() {
    PublishedRun first = runs.get(0);
    assertEquals(List.of("mit67"), first.targets());
    assertEquals(0.7530, first.acc(), 1e-12);
    assertEquals(0.6155, first.dir(), 1e-12);
    assertEquals(
        (0.1966 + 0.1525 + 0.1284 + 0.1871 + 0.1523) / 5,
        runs.stream()
            .filter(run -> run.source().contains("table of ACC"))
            .filter(run -> run.teacher().architecture().equals("resnet18"))
            .filter(run -> run.method().name().equals("remos"))
            .mapToDouble(PublishedRun::dir)
            .average()
            .orElseThrow(),
        1e-12);
    PublishedRun dropout =
        runs.stream().filter(run -> run.source().contains("Figure 8")).toList().get(2);
    assertEquals("seam", dropout.method().name());
    assertEquals(0.12, dropout.dir(), 1e-12);
    assertTrue(Double.isNaN(dropout.acc()), "Figure 8 is known by its DIR");
    assertEquals(5, dropout.targets().size());
  }

  private static void assertRefused(String json) {
    assertThrows(
        Exception.class,
        () -> PaperFigures.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aFileWithMistakesIsRefused() throws Exception {
    String good =
        """
        {"teachers": {"r": {"architecture": "resnet18", "imageSize": 224, "files": ["f37072fd"]}},
         "papers": [{"paper": "P", "authors": "A", "venue": "V", "year": 2020, "where": "W",
           "protocol": "paper", "attack": {"name": "pgd", "settings": {}},
           "rows": [{"teacher": "r", "method": {"name": "m", "settings": {}},
             "figures": [{"of": ["t"], "acc": 50, "dir": 20}]}]}]}
        """;
    List<PublishedRun> read =
        PaperFigures.read(new ByteArrayInputStream(good.getBytes(StandardCharsets.UTF_8)));
    assertEquals("P (A, V 2020), W", read.get(0).source());
    assertRefused(good.replace("\"acc\": 50", "\"acc\": 101"));
    assertRefused(good.replace("\"dir\": 20", "\"dir\": -1"));
    assertRefused(good.replace("\"acc\": 50, \"dir\": 20", "\"note\": 1"));
    assertRefused(good.replace("\"teacher\": \"r\"", "\"teacher\": \"s\""));
    assertRefused(good.replace("[\"t\"]", "[]"));
    assertRefused(good.replace("\"year\": 2020, ", ""));
    assertRefused(good.replace("f37072fd", "f3"));
    assertRefused(good.replace("\"protocol\": \"paper\"", "\"protocol\": \"other\""));
  }
}

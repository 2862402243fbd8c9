package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.UsageException;
import org.heredity.api.metric.FisherExact;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SuiteResult;
import org.heredity.pipeline.run.RunComparison.Change;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private static final int TEST = 1000;

  private static CellResult cell(String method, long seed, int correct, int inherited) {
    return new CellResult(
        "photos",
        method,
        seed,
        "pgd",
        (double) correct / TEST,
        correct,
        TEST,
        WilsonInterval.of(correct, TEST),
        (double) inherited / correct,
        inherited,
        correct,
        WilsonInterval.of(inherited, correct),
        0,
        0,
        0,
        1,
        0,
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        "",
        "",
        null);
  }

  private static SuiteResult run(String protocol, double trainingScale, CellResult... cells) {
    return run(protocol, Map.of("training-scale", trainingScale), cells);
  }

  private static SuiteResult run(
      String protocol, Map<String, Object> configuration, CellResult... cells) {
    Provenance provenance =
        new Provenance("1", "", "", "", "", "", "", "", "", "teacher", "", "", configuration);
    return new SuiteResult(
        1,
        "s",
        protocol,
        provenance,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(cells),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** R: fisher.test(matrix(c(3,1,1,3),2)) and the tea tasting's 8 cups: 0.4857. */
  @Test
  void fisherGivesTheTeaTasting() {
    assertEquals(34.0 / 70, FisherExact.p(3, 4, 1, 4), 1e-12);
    assertEquals(2.0 / 70, FisherExact.p(4, 4, 0, 4), 1e-12);
    assertEquals(1, FisherExact.p(2, 4, 2, 4), 1e-12);
    assertEquals(1, FisherExact.p(0, 5, 0, 9), 1e-12);
  }

  @Test
  void aWorseDirIsToldFromChance() {
    RunComparison comparison =
        RunComparison.of(
            run("strict", 1, cell("seam", 1, 800, 200), cell("seam", 2, 790, 210)),
            run("strict", 2, cell("seam", 1, 805, 400), cell("seam", 2, 795, 390)));
    assertEquals(2, comparison.changes().size());
    Change acc = comparison.changes().get(0);
    assertEquals(0.005, acc.difference(), 1e-12);
    assertFalse(acc.significant());
    Change dir = comparison.changes().get(1);
    assertEquals(2, dir.seeds());
    assertTrue(dir.worse(), dir.toString());
    assertEquals(List.of("training-scale: 1.0 before, 2.0 after"), comparison.differences());
  }

  @Test
  void whatWasRenamedIsTheSameSetting() {
    SuiteResult old = run("strict", Map.of("budget", 0.5), cell("seam", 1, 800, 200));
    SuiteResult same = run("strict", 0.5, cell("seam", 1, 800, 200));
    SuiteResult longer = run("strict", 1, cell("seam", 1, 800, 200));
    assertEquals(List.of(), RunComparison.of(old, same).differences());
    assertEquals(
        List.of("training-scale: 0.5 before, 1.0 after"),
        RunComparison.of(old, longer).differences());
  }

  @Test
  void aLowerDirIsNotWorseAndALowerAccIs() {
    RunComparison comparison =
        RunComparison.of(
            run("strict", 1, cell("seam", 1, 800, 400)),
            run("strict", 1, cell("seam", 1, 600, 100)));
    assertTrue(comparison.changes().get(0).worse());
    assertTrue(comparison.changes().get(1).significant());
    assertFalse(comparison.changes().get(1).worse());
    assertEquals(new ArrayList<>(), comparison.differences());
  }

  @Test
  void whatOnlyOneRunMeasuredIsListed() {
    RunComparison comparison =
        RunComparison.of(
            run("strict", 1, cell("seam", 1, 800, 400), cell("remos", 1, 800, 400)),
            run("strict", 1, cell("seam", 2, 800, 400), cell("delta", 1, 800, 400)));
    assertEquals(List.of(), comparison.changes(), "seam has no seed in common");
    assertEquals(List.of("photos, remos, pgd"), comparison.onlyFirst());
    assertEquals(List.of("photos, delta, pgd"), comparison.onlySecond());
  }

  @Test
  void protocolsNeverShareATable() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> RunComparison.of(run("strict", 1), run("paper", 1)));
    assertTrue(e.getMessage().contains("'strict', the second 'paper'"), e.getMessage());
  }
}

package org.heredity.pipeline.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.config.UsageException;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Excess;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.GateResult.Decision;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.pipeline.config.GateConfig;
import org.junit.jupiter.api.Test;

class GatesTest {
  private static final Optional<Double> NOTHING = Optional.empty();

  private static CellResult cell(int test, int correct, int inherited, Excess overFloor) {
    return new CellResult(
        "photos",
        "student",
        0,
        "pgd",
        (double) correct / test,
        correct,
        test,
        WilsonInterval.of(correct, test),
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
        new Excess(0.1, new Interval(0.05, 0.16, 0.95, "bootstrap")),
        overFloor,
        "",
        "",
        null);
  }

  private static List<Decision> decided(GateConfig config, CellResult cell, Finding... findings) {
    return new Gates(config, "student")
        .results(List.of(cell), List.of(), List.of(findings)).stream()
            .map(GateResult::decision)
            .toList();
  }

  private static GateConfig maxDir(double limit, boolean onEstimate, String... accepted) {
    return new GateConfig(
        Optional.of(limit), NOTHING, NOTHING, NOTHING, onEstimate, Set.of(accepted));
  }

  @Test
  void theUpperEndOfTheDirMustKeepTheLimit() {
    assertEquals(
        List.of(Decision.PASSED, Decision.PASSED),
        decided(maxDir(0.3, false), cell(1000, 800, 200, null)),
        "25%, at most 28.1%");
    assertEquals(
        List.of(Decision.UNDECIDED, Decision.PASSED),
        decided(maxDir(0.3, false), cell(100, 80, 20, null)),
        "25%, but up to 35.5% with so few images");
    assertEquals(
        List.of(Decision.PASSED, Decision.PASSED),
        decided(maxDir(0.3, true), cell(100, 80, 20, null)));
    assertEquals(
        List.of(Decision.FAILED, Decision.PASSED),
        decided(maxDir(0.3, false), cell(100, 80, 25, null)));
  }

  @Test
  void theLowerEndOfTheAccuracyMustKeepTheLimit() {
    GateConfig config =
        new GateConfig(NOTHING, Optional.of(0.75), NOTHING, NOTHING, false, Set.of());
    assertEquals(Decision.UNDECIDED, decided(config, cell(100, 80, 1, null)).get(0));
    assertEquals(Decision.PASSED, decided(config, cell(1000, 800, 1, null)).get(0));
    assertEquals(Decision.FAILED, decided(config, cell(1000, 700, 1, null)).get(0));
  }

  @Test
  void whatWasNotMeasuredDoesNotHold() {
    CellResult failed = CellResult.failed("photos", "student", 0, "pgd", 1, "it failed");
    assertEquals(Decision.FAILED, decided(maxDir(1, true), failed).get(0));
    GateConfig config =
        new GateConfig(NOTHING, Optional.of(0.0), Optional.of(1.0), NOTHING, true, Set.of());
    assertEquals(
        List.of(Decision.FAILED, Decision.FAILED, Decision.PASSED), decided(config, failed));
    assertEquals(
        Decision.FAILED,
        decided(maxDir(1, false), cell(10, 0, 0, null)).get(0),
        "no image is correct, so there is no DIR");
  }

  @Test
  void findingsOfSeverityErrorFailUnlessAccepted() {
    Finding error = new Finding("zero-gradients", Severity.ERROR, "photos", "m");
    Finding warning = new Finding("too-few-images", Severity.WARNING, "photos", "m");
    CellResult good = cell(1000, 800, 0, null);
    assertEquals(
        List.of(Decision.PASSED, Decision.FAILED),
        decided(maxDir(0.3, false), good, error, warning));
    assertEquals(
        List.of(Decision.PASSED, Decision.PASSED), decided(maxDir(0.3, false), good, warning));
    assertEquals(
        List.of(Decision.PASSED, Decision.PASSED),
        decided(maxDir(0.3, false, "zero-gradients"), good, error));
    assertEquals(List.of(), decided(GateConfig.NONE, good, error), "nothing is demanded");
    UsageException unknown =
        assertThrows(
            UsageException.class,
            () -> maxDir(0.3, false, "zero-gradient").requireKnown(Set.of("zero-gradients")));
    assertTrue(unknown.getMessage().contains("did you mean 'zero-gradients'"));
  }

  @Test
  void theExcessIsOverTheFloorWhereThereIsOne() {
    GateConfig config =
        new GateConfig(NOTHING, NOTHING, Optional.of(0.12), NOTHING, false, Set.of());
    assertEquals(Decision.UNDECIDED, decided(config, cell(100, 80, 20, null)).get(0), "over noise");
    Excess over = new Excess(0.02, new Interval(-0.05, 0.09, 0.95, "bootstrap"));
    assertEquals(Decision.PASSED, decided(config, cell(100, 80, 20, over)).get(0));
  }

  @Test
  void theWhiteBoxHasAGateOfItsOwn() {
    GateConfig config =
        new GateConfig(NOTHING, NOTHING, NOTHING, Optional.of(0.9), false, Set.of());
    WhiteBoxResult attacked =
        new WhiteBoxResult(
            "photos",
            "student",
            0,
            "autoattack",
            "",
            "l-infinity",
            0.03,
            "pixel",
            100,
            80,
            70,
            WilsonInterval.of(70, 80),
            List.of(new MemberResult("apgd-ce", 70, 70, 70)),
            1);
    List<GateResult> gates =
        new Gates(config, "student").results(List.of(), List.of(attacked), List.of());
    assertEquals(Decision.UNDECIDED, gates.get(0).decision(), "87.5%, up to 93%");
  }
}

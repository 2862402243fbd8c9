package org.heredity.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Comparison;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SuiteResult;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private final List<CellResult> cells = new ArrayList<>();
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<GateResult> gates = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private void cell(String target, String method, double acc, double dir, double half) {
    Interval interval = new Interval(dir - half, dir + half, 0.95, "wilson");
    cells.add(
        new CellResult(
            target, method, 1, "pgd", acc, 0, 0, interval, dir, 0, 0, interval, 0, 0, 0.01, 1, 0, 1,
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null, "", "",
            null));
  }

  private Verdict story() {
    List<MethodResult> methods =
        cells.stream()
            .map(CellResult::method)
            .distinct()
            .map(name -> new MethodResult(name, name, "", Map.of()))
            .toList();
    return Verdict.of(
        new SuiteResult(
            SuiteResult.SCHEMA,
            "s",
            "strict",
            new Provenance("", "", "", "", "", "", "", "", "", "", "", "", Map.of()),
            methods,
            List.of(),
            List.of(),
            List.of(),
            cells,
            List.of(),
            List.of(),
            comparisons,
            gates,
            List.of(),
            findings));
  }

  @Test
  void theBestOfComparableAccuracyIsNamed() {
    cell("a", "fine-tune", 0.80, 0.60, 0.05);
    cell("a", "seam", 0.78, 0.20, 0.05);
    cell("a", "mag-prune", 0.40, 0.05, 0.05);
    Verdict story = story();
    assertEquals(
        "seam inherits 20.0% of the teacher's defects where fine-tune inherits 60.0%,"
            + " at 2.0 points less accuracy (78.0% against 80.0%).",
        story.verdict());
    assertEquals(Boolean.TRUE, story.good());
    assertTrue(
        story
            .sentences()
            .contains("mag-prune inherits less still (DIR 5.0%), but its accuracy is 40.0%."),
        story.sentences()::toString);
  }

  @Test
  void aNetworkMadeFromScratchIsTheFloorAndNotAMethod() {
    cell("a", "fine-tune", 0.80, 0.60, 0.05);
    cell("a", "seam", 0.78, 0.20, 0.05);
    cell("a", "retrain", 0.79, 0.05, 0.05);
    Verdict story = story();
    assertTrue(story.verdict().startsWith("seam inherits 20.0%"), story.verdict());
    assertTrue(
        story
            .sentences()
            .contains(
                "A network that never saw the teacher (retrain) reaches a DIR of 5.0% at an"
                    + " accuracy of 79.0%: the floor, below which nothing is inherited."),
        story.sentences()::toString);
    cells.removeIf(cell -> !cell.method().equals("retrain"));
    assertTrue(story().verdict().startsWith("retrain inherits 5.0%"), story().verdict());
  }

  @Test
  void overlappingIntervalsAreSaid() {
    cell("a", "fine-tune", 0.80, 0.40, 0.15);
    cell("a", "seam", 0.80, 0.20, 0.15);
    Verdict story = story();
    assertTrue(story.verdict().contains("at the same accuracy"), story.verdict());
    assertTrue(
        story.verdict().endsWith("the intervals overlap on a, so that it may be chance."),
        story.verdict());
    assertNull(story.good());
  }

  /** They see the same images under both methods, which intervals do not know. */
  @Test
  void pairedTestsDecideBeforeIntervals() {
    cell("a", "fine-tune", 0.80, 0.40, 0.15);
    cell("a", "seam", 0.80, 0.20, 0.15);
    paired("mcnemar", 0.001);
    assertTrue(story().verdict().endsWith("(80.0% against 80.0%)."), story().verdict());
    assertEquals(Boolean.TRUE, story().good());
    paired("bootstrap", 0.2);
    assertTrue(
        story()
            .verdict()
            .endsWith("; paired tests do not confirm it on a, so that it may be chance."),
        story().verdict());
    assertNull(story().good());
  }

  private void paired(String test, double p) {
    comparisons.add(
        new Comparison("a", "pgd", "dir", "seam", "fine-tune", 1, -0.2, null, test, p, p));
  }

  @Test
  void whereNothingHelpsTheStorySaysSo() {
    cell("a", "fine-tune", 0.80, 0.40, 0.01);
    cell("a", "seam", 0.80, 0.50, 0.01);
    assertEquals(
        "No method of comparable accuracy inherits less than fine-tune (DIR 40.0%, ACC 80.0%).",
        story().verdict());
    assertEquals(Boolean.FALSE, story().good());
  }

  @Test
  void methodsAreComparedOnTheTargetsTheyShare() {
    cell("a", "fine-tune", 0.80, 0.60, 0.01);
    cell("a", "seam", 0.80, 0.20, 0.01);
    cell("b", "fine-tune", 0.10, 0.10, 0.01);
    assertTrue(
        story()
            .verdict()
            .contains(
                "seam inherits 20.0% of the teacher's defects where fine-tune inherits 60.0%"),
        story().verdict());
  }

  @Test
  void gatesDecide() {
    cell("a", "student", 0.80, 0.60, 0.01);
    gates.add(GateResult.atLeast("min-acc", "a", 0.7, 0.8, null));
    assertEquals("The student passes: ACC 80.0%, at least 70.0% demanded.", story().verdict());
    gates.add(GateResult.atMost("max-dir", "a", 0.3, 0.6, null));
    assertEquals(
        "The student fails 1 of 2 gates: DIR 60.0%, at most 30.0% allowed.", story().verdict());
    assertEquals(Boolean.FALSE, story().good());
    gates.add(GateResult.atMost("max-dir", "b", 0.3, 0.7, null));
    assertEquals(
        "The student fails 2 of 3 gates: a: DIR 60.0%, at most 30.0% allowed;"
            + " b: DIR 70.0%, at most 30.0% allowed.",
        story().verdict());
    gates.remove(0);
    assertTrue(story().verdict().startsWith("The student fails: a: DIR"), story().verdict());
  }

  @Test
  void aSuiteOfFailuresIsNoSuccess() {
    cells.add(CellResult.failed("a", "seam", 1, "pgd", 1, "disk full"));
    assertEquals("Nothing was measured: its only cell failed.", story().verdict());
    cells.clear();
    assertEquals("Nothing was measured: the suite has no cells.", story().verdict());
  }

  @Test
  void graveFindingsAreMentioned() {
    cell("a", "seam", 0.80, 0.60, 0.01);
    findings.add(new Finding("x", Finding.Severity.ERROR, "a", "m"));
    Verdict story = story();
    assertEquals(
        "seam inherits 60.0% of the teacher's defects (DIR) at an accuracy of 80.0%.",
        story.verdict());
    assertTrue(
        story.sentences().contains("1 grave finding below: some figures are not to be relied on."),
        story.sentences()::toString);
  }
}

package org.heredity.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.reports.Samples;
import org.junit.jupiter.api.Test;

class RobustnessTest {
  private final List<CellResult> cells = new ArrayList<>();
  private final List<WhiteBoxResult> whiteBox = new ArrayList<>();
  private final List<SetResult> sets = new ArrayList<>();

  /** Of 100 images right when clean, so many inherited and by noise. */
  private void cell(String method, String attack, int inherited, String... members) {
    cells.add(
        new CellResult(
            "a",
            method,
            1,
            attack,
            1,
            100,
            100,
            WilsonInterval.of(100, 100),
            inherited / 100.0,
            inherited,
            100,
            WilsonInterval.of(inherited, 100),
            0,
            0,
            0.02,
            1,
            0,
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(members).stream().map(name -> new MemberResult(name, 1, 1, 1)).toList(),
            null,
            null,
            "",
            "",
            null));
  }

  private void set(String attack, String norm, double epsilon) {
    sets.add(
        new SetResult(
            "a", attack, "", norm, epsilon, "pixel", 100, 1, 0, 0, 1, epsilon, 1, 1, 1, "", 1));
  }

  private void attacked(String method, int fooled, int of) {
    whiteBox.add(
        new WhiteBoxResult(
            "a",
            method,
            1,
            "auto",
            "",
            SetResult.L_INFINITY,
            8 / 255.0,
            "pixel",
            of,
            of,
            fooled,
            WilsonInterval.of(fooled, of),
            List.of(),
            1));
  }

  private SuiteResult result() {
    List<MethodResult> methods =
        cells.stream()
            .map(CellResult::method)
            .distinct()
            .map(name -> new MethodResult(name, name, "", Map.of()))
            .toList();
    return new SuiteResult(
        SuiteResult.SCHEMA,
        "s",
        "strict",
        new Provenance("", "", "", "", "", "", "", "", "", "", "", "", Map.of()),
        methods,
        List.of(),
        sets,
        List.of(),
        cells,
        whiteBox,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private List<String> story() {
    return RobustnessStory.sentences(result());
  }

  @Test
  void theStrongestAttackOfTheWhiteBoxesBudgetDecides() {
    set("weak", SetResult.L_INFINITY, 8 / 255.0);
    set("strong", SetResult.L_INFINITY, 8 / 255.0);
    set("huge", SetResult.L2, 8 / 255.0);
    cell("seam", "weak", 10);
    cell("seam", "strong", 40);
    cell("seam", "huge", 90);
    cell(MethodResult.FLOOR, "strong", 5);
    assertEquals(List.of(), Robustness.of(result()), "one attack and no white box");
    attacked("seam", 97, 100);
    Robustness seam = Robustness.of(result()).get(0);
    assertEquals(1, Robustness.of(result()).size(), "the floor is a control");
    assertEquals("strong", seam.attack());
    assertTrue(seam.sameBudget());
    assertEquals(0.4, seam.dir().mean());
    assertEquals(0.97, seam.whiteBox().mean());
    assertEquals(0.05, seam.floor().mean());
    assertEquals(0.02, seam.noise().mean());
    assertEquals(WilsonInterval.of(2, 100), seam.noise().interval());
  }

  @Test
  void anEnsembleGoesBeforeSingleAttacks() {
    set("x", SetResult.L_INFINITY, 8 / 255.0);
    set("y@other.pth", SetResult.L_INFINITY, 8 / 255.0);
    cell("seam", "both", 20, "x", "y@other.pth");
    cell("seam", "x", 20);
    Robustness alone = Robustness.of(result()).get(0);
    assertEquals("both", alone.attack());
    assertEquals("", alone.whiteBoxAttack());
    assertTrue(Double.isNaN(alone.whiteBox().mean()));
    attacked("seam", 97, 100);
    assertTrue(Robustness.of(result()).get(0).sameBudget(), "all its members'");
    set("y@other.pth", SetResult.L2, 0.5);
    assertEquals(false, Robustness.of(result()).get(0).sameBudget());
  }

  @Test
  void lowDirAndHighWhiteBoxIsMovedAway() {
    set("x", SetResult.L_INFINITY, 8 / 255.0);
    cell("seam", "x", 10);
    cell("tune", "x", 80);
    attacked("seam", 98, 100);
    attacked("tune", 100, 100);
    assertEquals(
        List.of(
            "Moved away, not robust: seam inherits little (DIR 10.0% under x), but an attacker who"
                + " has the student itself fools it on 98.0% of the images that it gets right."),
        story());
    assertEquals(story().get(0), Verdict.of(result()).sentences().get(0));
  }

  @Test
  void bothLowIsRobustWithinTheBudget() {
    set("x", SetResult.L_INFINITY, 8 / 255.0);
    cell("seam", "x", 10);
    attacked("seam", 12, 100);
    assertEquals(
        List.of(
            "Robust within this budget: seam is fooled on 10.0% of the images by what is made from"
                + " the teacher, and on 12.0% by attacks on the student itself."),
        story());
  }

  @Test
  void nothingIsSaidWhereIntervalsDoNotAllowIt() {
    set("x", SetResult.L_INFINITY, 8 / 255.0);
    cell("seam", "x", 10);
    attacked("seam", 19, 20);
    assertEquals(List.of(), story(), "from 76%");
    whiteBox.clear();
    attacked("seam", 28, 100);
    assertEquals(List.of(), story(), "to 38%");
    whiteBox.clear();
    attacked("seam", 98, 100);
    assertEquals(1, story().size());
    cells.clear();
    cell("seam", "x", 25);
    assertEquals(List.of(), story(), "DIR to 34%");
  }

  @Test
  void nothingIsSaidOfDifferentBudgets() {
    set("x", SetResult.L_INFINITY, 4 / 255.0);
    cell("seam", "x", 10);
    attacked("seam", 98, 100);
    assertEquals(List.of(), story());
  }

  @Test
  void targetsAreNamedWhereTheyDiffer() {
    List<String> sentences = RobustnessStory.sentences(Samples.ungated());
    assertTrue(
        sentences.get(0).startsWith("Moved away, not robust: remos on photos6, seam inherit"),
        sentences::toString);
    assertTrue(
        sentences.get(1).startsWith("Robust within this budget: remos on flowers102 is fooled"),
        sentences::toString);
  }
}

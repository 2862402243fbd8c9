package org.heredity.api.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishedComparisonTest {
  private static CellResult cell(String target, long seed, String attack, double acc, double dir) {
    double none = Double.NaN;
    return new CellResult(
        target, "seam", seed, attack, acc, 0, 0, null, dir, 0, 0, null, none, none, none, none,
        none, 1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null, "",
        "", null);
  }

  private static SuiteResult suite(List<PublishedFigure> published, List<CellResult> cells) {
    return new SuiteResult(
        SuiteResult.SCHEMA,
        "s",
        "paper",
        new Provenance("", "", "", "", "", "", "", "", "", "", "", "", Map.of()),
        List.of(
            new MethodResult("other", "seam", "", Map.of()),
            new MethodResult("seam", "seam", "", Map.of(), published)),
        List.of(),
        List.of(),
        List.of(),
        cells,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static PublishedFigure figure(String attack, double acc, String... targets) {
    return new PublishedFigure(
        "A Paper", attack, List.of(targets), acc, Double.NaN, List.of("A remark."));
  }

  private static final List<CellResult> CELLS =
      List.of(
          cell("a", 1, "pgd", 0.6, 0.1),
          cell("a", 2, "pgd", 0.8, 0.3),
          cell("a", 1, "fgsm", 0.6, 0.5),
          cell("b", 1, "pgd", 0.5, Double.NaN),
          CellResult.failed("c", "seam", 1, "pgd", 1, "broken"));

  @Test
  void aMeanIsOverSeedsAndThenOverTargets() {
    PublishedComparison one =
        PublishedComparison.of(suite(List.of(figure("pgd", 0.7, "a", "b")), CELLS)).get(0);
    assertEquals("seam", one.method());
    assertEquals((0.7 + 0.5) / 2, one.acc(), 1e-12);
    assertTrue(Double.isNaN(one.dir()), "no mean of what b lacks");
    assertEquals("mean of 2: a, b", one.over());
    assertEquals(List.of("A remark."), one.remarks());
  }

  @Test
  void targetsThatAreMissingAreNamedAndThereIsNoMean() {
    PublishedComparison one =
        PublishedComparison.of(suite(List.of(figure("pgd", 0.7, "a", "c", "d")), CELLS)).get(0);
    assertTrue(Double.isNaN(one.acc()));
    assertEquals(List.of("c", "d"), one.missing(), "c failed");
    assertEquals(
        List.of(
            "A remark.",
            "The published mean is over 3 targets, of which c, d were not measured here."),
        one.remarks());
  }

  @Test
  void aRowHasWhatWasPublishedOfItAlone() {
    SuiteResult result =
        suite(
            List.of(
                figure("pgd", 0.7, "a", "b"),
                figure("pgd", 0.753, "a"),
                figure("pgd", 0.4052, "a"),
                figure("fgsm", 0.2, "a"),
                figure("pgd", 0.3, "b")),
            CELLS);
    List<PublishedFigure> found = PublishedComparison.find(result, CELLS.get(1));
    assertEquals(List.of(0.753, 0.4052), found.stream().map(PublishedFigure::acc).toList());
    assertEquals(found, PublishedComparison.find(result, result.summaries().get(0)));
    assertEquals("75.3 or 40.52", PublishedFigure.printed(found, PublishedFigure::acc));
    assertEquals("", PublishedFigure.printed(found, PublishedFigure::dir));
    assertEquals(List.of(), PublishedComparison.of(suite(List.of(), CELLS)));
  }

  @Test
  void sharesHaveTheDigitsOfThePaper() {
    assertEquals("79", PublishedFigure.printed(0.79));
    assertEquals("29", PublishedFigure.printed(0.29));
    assertEquals("2.82", PublishedFigure.printed(0.0282));
    assertEquals("100", PublishedFigure.printed(1));
    assertEquals("", PublishedFigure.printed(Double.NaN));
  }
}

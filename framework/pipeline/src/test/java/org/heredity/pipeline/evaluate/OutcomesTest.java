package org.heredity.pipeline.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.heredity.api.metric.McNemar;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.Comparison;
import org.heredity.data.Randomness;
import org.heredity.pipeline.evaluate.PairedTests.Metric;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final int[] LABELS = {0, 0, 0, 1, 1, 1};

  /** Correct when clean: 0, 1, 3, 4. Of them wrong when adversarial: 1, 4. Image 2 turns right. */
  private static final Outcomes SIX =
      new Outcomes(LABELS, new int[] {0, 0, 1, 1, 1, 0}, new int[] {0, 1, 0, 1, 0, 0});

  @Test
  void accAndDirFollowTheProtocol() {
    assertEquals(4, SIX.correct());
    assertEquals(2, SIX.inherited());
    assertEquals(4.0 / 6, SIX.acc());
    assertEquals(0.5, SIX.dir());
    assertEquals(3.0 / 6, SIX.error());
    assertEquals(
        List.of(new ClassResult("a", 3, 2, 1), new ClassResult("b", 3, 2, 1)),
        Cells.perClass(SIX, List.of("a", "b")));
  }

  @Test
  void dirOfAStudentThatIsAlwaysWrongIsNotANumber() {
    assertTrue(Double.isNaN(new Outcomes(new int[] {0}, new int[] {1}, new int[] {1}).dir()));
    assertThrows(IllegalArgumentException.class, () -> new Outcomes(LABELS, LABELS, new int[] {0}));
  }

  @Test
  void mcNemarOfDirCountsImagesThatBothGetRight() {
    // Both right when clean: images 0, 1, 3. The first inherits 1, the second none.
    Outcomes other = new Outcomes(LABELS, new int[] {0, 0, 0, 1, 0, 1}, LABELS);
    PairedTests tests = new PairedTests("t", "pgd", "one", "other");
    Comparison dir = tests.mcNemar(Metric.DIR, SIX, other);
    assertEquals(1.0 / 3, dir.difference(), 1e-12);
    assertEquals(McNemar.exact(1, 0), dir.p());
    Comparison acc = tests.mcNemar(Metric.ACC, SIX, other);
    assertEquals(-1.0 / 6, acc.difference(), 1e-12);
    assertEquals(McNemar.exact(1, 2), acc.p());
    assertEquals("acc", acc.metric());
  }

  @Test
  void bootstrapTellsAClearDifferenceFromNone() {
    int[] labels = new int[200];
    int[] half = new int[200];
    Arrays.setAll(half, i -> i % 2);
    Outcomes none = new Outcomes(labels, labels, labels);
    Outcomes much = new Outcomes(labels, labels, half);
    PairedTests tests = new PairedTests("t", "pgd", "one", "other");
    List<Outcomes> clean = List.of(none, none, none);
    Comparison clear =
        tests.bootstrap(Metric.DIR, List.of(much, much, much), clean, Randomness.of(1));
    assertEquals(0.5, clear.difference(), 1e-12);
    assertTrue(clear.interval().low() > 0.4 && clear.interval().high() < 0.6, clear.toString());
    assertTrue(clear.p() < 0.01);
    Comparison same = tests.bootstrap(Metric.DIR, clean, clean, Randomness.of(1));
    assertEquals(0, same.difference());
    assertEquals(1, same.p());
  }

  @Test
  void unpairedImagesAreRefused() {
    Outcomes other = new Outcomes(new int[] {1, 0, 0, 1, 1, 1}, LABELS, LABELS);
    PairedTests tests = new PairedTests("t", "pgd", "one", "other");
    assertThrows(IllegalArgumentException.class, () -> tests.mcNemar(Metric.ACC, SIX, other));
  }
}

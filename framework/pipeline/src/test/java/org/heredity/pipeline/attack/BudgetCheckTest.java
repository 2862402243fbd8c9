package org.heredity.pipeline.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.data.ImageSource;
import org.heredity.data.MemorySource;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BudgetCheckTest {
  private static final ThreatModel PIXEL = ThreatModel.linf(8 / 255.0, Unit.PIXEL);
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private static INDArray filled(float... byChannel) {
    float[] values = new float[3 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = byChannel[i / 4];
    }
    return Nd4j.create(values, new long[] {1, 3, 2, 2}, 'c');
  }

  @Test
  void budgetsAndRangesAreChecked() {
    INDArray clean = filled(0, 0, 0);
    float[] eps = PIXEL.scaled(8 / 255.0);
    INDArray edge = filled(eps[0], -eps[1], eps[2]);
    assertTrue(BudgetCheck.of(PIXEL, clean, edge).kept());
    assertEquals(8 / 255.0, BudgetCheck.of(PIXEL, clean, edge).largest(), 1e-7);
    BudgetCheck.Verdict beyond = BudgetCheck.of(PIXEL, clean, filled(eps[0] * 1.001f, 0, 0));
    assertEquals(4, beyond.beyond());
    assertEquals(0, beyond.outOfRange());
    INDArray white = filled(PIXEL.ball().high());
    BudgetCheck.Verdict out = BudgetCheck.of(PIXEL, white, white.add(0.01));
    assertEquals(12, out.outOfRange());
    assertEquals(
        12, BudgetCheck.of(PIXEL, white, filled(Float.NaN, Float.NaN, Float.NaN)).outOfRange());
  }

  /** Clean values over 2.2 are clipped to 2.2 by the papers' code, further than epsilon. */
  @Test
  void thePapersClipIsWithinTheirBudget() {
    ThreatModel papers = ThreatModel.linf(0.1, Unit.NORMALISED);
    INDArray clean = filled(2.6f, 2.25f, 0);
    BudgetCheck.Verdict clipped = BudgetCheck.of(papers, clean, filled(2.2f, 2.2f, 0.1f));
    assertTrue(clipped.kept());
    assertEquals(0.4, clipped.largest(), 1e-6, "told from the unclipped image");
    assertEquals(4, BudgetCheck.of(papers, clean, filled(2.1f, 2.2f, 0)).beyond());
    assertEquals(4, BudgetCheck.of(papers, clean, filled(2.3f, 2.2f, 0)).outOfRange());
  }

  /** Twelve values of 0.1 each, before normalisation, are sqrt(0.12) long. */
  @Test
  void inL2AnImagesChangeIsMeasuredAsAWhole() {
    double length = Math.sqrt(0.12);
    ThreatModel l2 = ThreatModel.l2(length, Unit.PIXEL);
    INDArray clean = filled(0, 0, 0);
    INDArray moved = filled(l2.scaled(0.1));
    assertTrue(BudgetCheck.of(l2, clean, moved).kept());
    assertEquals(length, BudgetCheck.of(l2, clean, moved).largest(), 1e-6);
    INDArray both = Nd4j.concat(0, moved, filled(l2.scaled(0.1001)));
    INDArray cleans = Nd4j.concat(0, clean, clean);
    assertEquals(1, BudgetCheck.of(l2, cleans, both).beyond(), "one image");
    assertEquals(0, BudgetCheck.of(l2.withEpsilon(0.35), cleans, both).beyond());
    INDArray out = filled(l2.ball().high()).add(0.01);
    assertEquals(12, BudgetCheck.of(l2, filled(l2.ball().high()), out).outOfRange());
    assertEquals(0, BudgetCheck.of(l2, filled(l2.ball().high()), out).beyond());
  }

  /** Clean values over 2.2 come to 2.2; the ball is around that. */
  @Test
  void inL2TheCentreIsWithinTheRange() {
    ThreatModel l2 = ThreatModel.l2(0.4, Unit.NORMALISED);
    INDArray clean = filled(2.6f, 0, 0);
    INDArray start = clean.dup('c');
    l2.ball().project(clean, start);
    assertEquals(filled(2.2f, 0, 0), start);
    assertTrue(BudgetCheck.of(l2, clean, start).kept());
    BudgetCheck.Verdict edge = BudgetCheck.of(l2, clean, filled(2.2f, 0.2f, 0));
    assertEquals(0, edge.beyond());
    assertEquals(
        Math.sqrt(4 * (0.4 * 0.4 + 0.2 * 0.2)), edge.largest(), 1e-6, "from the unclipped");
    assertEquals(1, BudgetCheck.of(l2, clean, filled(2.2f, 0.21f, 0)).beyond());
  }

  @Test
  void eightBitsAreMultiplesOfOne255th() {
    float level = (200.4f / 255 - MEAN[0]) / STD[0];
    INDArray rounded = EightBits.round(Normalisation.IMAGENET, filled(level, -9, 9));
    assertEquals(200, Math.round((rounded.getFloat(0, 0, 0, 0) * STD[0] + MEAN[0]) * 255));
    assertEquals(200 / 255f, rounded.getFloat(0, 0, 0, 0) * STD[0] + MEAN[0], 1e-6);
    assertEquals(0, rounded.getFloat(0, 1, 0, 0) * STD[1] + MEAN[1], 1e-6);
    assertEquals(1, rounded.getFloat(0, 2, 0, 0) * STD[2] + MEAN[2], 1e-6);
  }

  @Test
  void noiseInL2KeepsToTheBallAndIsTheSameForAnImage() {
    RgbImage grey = new RgbImage(32, 32, new byte[32 * 32 * 3]);
    ImageSource source =
        new MemorySource(
            List.of(new MemorySource.Item("a", 0, grey), new MemorySource.Item("b", 0, grey)));
    ThreatModel l2 = ThreatModel.l2(0.5, Unit.PIXEL);
    INDArray clean = Nd4j.zeros(2, 3, 32, 32);
    UniformNoise noise = new UniformNoise(l2, Randomness.of(1));
    INDArray moved = noise.around(clean, source, new int[] {0, 1});
    BudgetCheck.Verdict verdict = BudgetCheck.of(l2, clean, moved);
    assertTrue(verdict.kept(), verdict.toString());
    assertTrue(verdict.largest() > 0.49, "in 3072 dimensions nearly all of a ball is its rim");
    assertEquals(
        moved.slice(0), noise.around(clean, source, new int[] {1, 0}).slice(1), "by its id");
  }

  @Test
  void noiseIsUniformWithinTheBudgetAndTheSameForAnImage() {
    RgbImage grey = new RgbImage(32, 32, new byte[32 * 32 * 3]);
    ImageSource source =
        new MemorySource(
            List.of(new MemorySource.Item("a", 0, grey), new MemorySource.Item("b", 0, grey)));
    INDArray clean = Nd4j.zeros(2, 3, 32, 32);
    UniformNoise noise = new UniformNoise(PIXEL, Randomness.of(1));
    INDArray moved = noise.around(clean, source, new int[] {0, 1});
    assertTrue(BudgetCheck.of(PIXEL, clean, moved).kept());
    double largest = moved.amaxNumber().doubleValue();
    assertTrue(largest > 0.99 * PIXEL.scaled(8 / 255.0)[1]);
    assertEquals(
        PIXEL.scaled(8 / 255.0)[0] / Math.sqrt(3),
        moved.slice(0).slice(0).stdNumber().doubleValue(),
        4e-3);
    INDArray swapped = noise.around(clean, source, new int[] {1, 0});
    assertEquals(moved.slice(0), swapped.slice(1));
  }
}

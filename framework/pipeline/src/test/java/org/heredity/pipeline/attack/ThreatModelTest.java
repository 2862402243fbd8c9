package org.heredity.pipeline.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.api.config.UsageException;
import org.heredity.data.ImageSource;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.LinfBall;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ThreatModelTest {
  private static final ThreatModel PIXEL = new ThreatModel(8 / 255.0, Unit.PIXEL, true);
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
  void aPixelBudgetIsScaledByEachChannelsDeviation() {
    LinfBall ball = PIXEL.ball();
    for (int c = 0; c < 3; c++) {
      assertEquals(8 / 255.0 / STD[c], ball.epsilon()[c], 1e-7);
      assertEquals(-MEAN[c] / STD[c], ball.low()[c], 1e-6);
      assertEquals((1 - MEAN[c]) / STD[c], ball.high()[c], 1e-6);
    }
    assertEquals("L-infinity, eps 8/255 of a pixel, random start", PIXEL.describe());
  }

  @Test
  void aNormalisedBudgetIsThePapers() {
    ThreatModel papers = new ThreatModel(0.1, Unit.NORMALISED, true);
    assertArrayEquals(new float[] {0.1f, 0.1f, 0.1f}, papers.ball().epsilon());
    assertArrayEquals(new float[] {-2.2f, -2.2f, -2.2f}, papers.ball().low());
    assertArrayEquals(new float[] {0.01f, 0.01f, 0.01f}, papers.scaled(0.01));
  }

  @Test
  void aBudgetThatIsNoLengthIsRefused() {
    assertThrows(UsageException.class, () -> new ThreatModel(-1, Unit.PIXEL, true));
    assertThrows(UsageException.class, () -> new ThreatModel(Double.NaN, Unit.PIXEL, true));
  }

  @Test
  void budgetsAndRangesAreChecked() {
    INDArray clean = filled(0, 0, 0);
    float[] eps = PIXEL.ball().epsilon();
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
    ThreatModel papers = new ThreatModel(0.1, Unit.NORMALISED, true);
    INDArray clean = filled(2.6f, 2.25f, 0);
    assertTrue(BudgetCheck.of(papers, clean, filled(2.2f, 2.2f, 0.1f)).kept());
    assertEquals(4, BudgetCheck.of(papers, clean, filled(2.1f, 2.2f, 0)).beyond());
    assertEquals(4, BudgetCheck.of(papers, clean, filled(2.3f, 2.2f, 0)).outOfRange());
  }

  @Test
  void eightBitsAreMultiplesOfOne255th() {
    float level = (200.4f / 255 - MEAN[0]) / STD[0];
    INDArray rounded = EightBits.round(filled(level, -9, 9));
    assertEquals(200, Math.round((rounded.getFloat(0, 0, 0, 0) * STD[0] + MEAN[0]) * 255));
    assertEquals(200 / 255f, rounded.getFloat(0, 0, 0, 0) * STD[0] + MEAN[0], 1e-6);
    assertEquals(0, rounded.getFloat(0, 1, 0, 0) * STD[1] + MEAN[1], 1e-6);
    assertEquals(1, rounded.getFloat(0, 2, 0, 0) * STD[2] + MEAN[2], 1e-6);
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
    assertTrue(largest > 0.99 * PIXEL.ball().epsilon()[1]);
    assertEquals(
        PIXEL.ball().epsilon()[0] / Math.sqrt(3),
        moved.slice(0).slice(0).stdNumber().doubleValue(),
        4e-3);
    INDArray swapped = noise.around(clean, source, new int[] {1, 0});
    assertEquals(moved.slice(0), swapped.slice(1));
  }
}

package org.heredity.attacks.autoattack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The small parts, by closed forms. */
class PartsTest {
  private static final int SIZE = 3 * 16;

  @Test
  void theStepIsHalvedWhereTooFewStepsRaiseTheLoss() {
    StepSize step = new StepSize(100, 0);
    int raised = 0;
    for (int i = 1; i <= 22; i++) {
      assertEquals(2, step.size());
      // 17 of 22 is more than 75%, 16 is not.
      boolean halved = step.stepped(i <= 17 ? ++raised : 0);
      assertFalse(halved);
    }
    assertEquals(17, step.best());
    for (int i = 1; i <= 19; i++) {
      boolean halved = step.stepped(100 + (i <= 14 ? i : 0));
      assertEquals(i == 19, halved, "14 of 19, and the interval is 3 shorter");
    }
    assertEquals(1, step.size());
    for (int i = 1; i <= 16; i++) {
      assertEquals(i == 16, step.stepped(0), "none of 16");
    }
    assertEquals(0.5, step.size());
  }

  @Test
  void theStepIsHalvedWhereNothingBetterWasFoundWithTheSame() {
    StepSize step = new StepSize(100, 1000);
    boolean[] halved = new boolean[3];
    int[] lengths = {22, 19, 16};
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < lengths[k]; i++) {
        halved[k] = step.stepped(k * 100 + i);
      }
    }
    assertArrayEquals(
        new boolean[] {false, true, false}, halved, "not at once after the start, nor twice");
  }

  @Test
  void intervalsShrinkToSixPercent() {
    StepSize step = new StepSize(100, 0);
    StringBuilder checkpoints = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      if (step.stepped(-i)) {
        checkpoints.append(i).append(' ');
      }
    }
    assertEquals("22 41 57 70 80 87 93 99 ", checkpoints.toString());
  }

  @Test
  void theGreatestComeFirstAndOfEqualOnesTheLowerNumber() {
    float[] logits = {1, 3, 2, 3, 0};
    assertArrayEquals(new int[] {1, 3, 2, 0, 4}, Ranking.top(5, logits));
    assertArrayEquals(new int[] {1, 3}, Ranking.top(2, logits));
    assertArrayEquals(new int[] {1, 3, 2, 0, 4}, Ranking.top(9, logits));
    assertEquals(1, Ranking.first(logits));
  }

  @Test
  void batchesHaveFewSizes() {
    int[] counts = {1, 2, 3, 15, 16, 17, 21, 32, 33, 64, 65, 100, 128};
    int[] sizes = {2, 2, 4, 16, 16, 20, 24, 32, 40, 64, 80, 112, 128};
    for (int i = 0; i < counts.length; i++) {
      assertEquals(sizes[i], Evaluator.size(counts[i]), "for " + counts[i]);
    }
  }

  @Test
  void squaresShrinkAsPublished() {
    assertEquals(0.8, SquareSearch.share(0));
    assertEquals(0.8, SquareSearch.share(10));
    assertEquals(0.4, SquareSearch.share(11));
    assertEquals(0.8 / 64, SquareSearch.share(4000));
    assertEquals(0.8 / 128, SquareSearch.share(4999));
    assertEquals(0.8 / 512, SquareSearch.share(100_000));
  }

  @ParameterizedTest
  @EnumSource(LogitLoss.class)
  void gradientsAreThoseOfTheLosses(LogitLoss loss) {
    float[] logits = {1.5f, -0.25f, 2, 0.75f, -1};
    float[] gradient = new float[5];
    loss.differentiate(logits, 0, 3, gradient);
    for (int k = 0; k < 5; k++) {
      float[] up = logits.clone();
      float[] down = logits.clone();
      up[k] += 0x1p-8f;
      down[k] -= 0x1p-8f;
      double slope =
          (loss.differentiate(up, 0, 3, new float[5])
                  - loss.differentiate(down, 0, 3, new float[5]))
              / 0x1p-7;
      assertEquals(slope, gradient[k], 1e-4, loss + " by logit " + k);
    }
  }

  @Test
  void greatConfidenceStillHasAGradient() {
    float[] gradient = new float[2];
    double loss = LogitLoss.CROSS_ENTROPY.differentiate(new float[] {60, 0}, 0, 1, gradient);
    assertEquals(Math.exp(-60), gradient[1], 1e-32);
    assertEquals(-Math.exp(-60), gradient[0], 1e-32);
    assertEquals(0, loss, 1e-15);
  }

  /** In the box and at the hyperplane; and no point at it, in the box, is nearer. */
  @ParameterizedTest
  @EnumSource(Norm.class)
  void theNearestPointOfAHyperplaneIsFound(Norm norm) {
    Region region = Region.of(ThreatModel.of(norm, 1, Unit.PIXEL));
    Randomness random = Randomness.of(4);
    for (int trial = 0; trial < 50; trial++) {
      Randomness draws = random.at(trial);
      float[] image = new float[SIZE];
      float[] normal = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        int c = i / (SIZE / 3);
        image[i] = region.low[c] + (region.high[c] - region.low[c]) * draws.uniform(i);
        normal[i] = (float) draws.gaussian(1000 + i);
      }
      double value = 3 * draws.gaussian(0);
      Hyperplane plane = new Hyperplane(region, normal);
      double[] change = plane.change(image, value);
      float[] moved = moved(region, image, change);
      assertEquals(-value, plane.difference(image, moved), 1e-4, "at the hyperplane");
      for (int other = 0; other < 20; other++) {
        double[] tried = change.clone();
        int i = (int) (draws.at("i").uniform(other) * SIZE);
        int j = (int) (draws.at("j").uniform(other) * SIZE);
        double step = 1e-3 * draws.at("step").gaussian(other);
        tried[i] += step;
        int ci = i / (SIZE / 3);
        int cj = j / (SIZE / 3);
        tried[j] -= step * normal[i] * region.scale[ci] / (normal[j] * region.scale[cj]);
        if (i != j && region.contains(image, moved(region, image, tried))) {
          assertTrue(region.length(tried) >= region.length(change) - 1e-9, "nearer");
        }
      }
    }
  }

  private static float[] moved(Region region, float[] image, double[] change) {
    float[] moved = image.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (change[i] * region.scale[i / (SIZE / 3)]);
    }
    return moved;
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void whatIsOutOfReachIsApproached(Norm norm) {
    Region region = Region.of(ThreatModel.of(norm, 1, Unit.PIXEL));
    float[] image = new float[SIZE];
    float[] normal = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      normal[i] = i % 3 - 1;
    }
    double[] change = new Hyperplane(region, normal).change(image, 1e9);
    for (int i = 0; i < SIZE; i++) {
      int c = i / (SIZE / 3);
      double end = normal[i] > 0 ? region.low[c] : region.high[c];
      assertEquals(normal[i] == 0 ? 0 : end / region.scale[c], change[i], 1e-6);
    }
    assertArrayEquals(
        new double[SIZE], new Hyperplane(region, new float[SIZE]).change(image, 1), 0);
  }
}

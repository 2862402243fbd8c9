package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.heredity.api.config.Settings;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;

class ModuleHeadTest {
  private static final ModuleHead HEAD = new ModuleHead(3);
  private static final float[] LOGITS = {2, -1, 0.5f};

  @Test
  void rectifiesLogitsAndHiddenUnits() {
    float[] row = new float[HEAD.length()];
    assertEquals(3 * 10 + 10 + 10 + 1, row.length);
    // Unit 0: 3 * 2 - 4 * 0 + 1; unit 1: -2 * 2, rectified.
    row[0] = 3;
    row[1] = -4;
    row[3] = -2;
    row[30] = 1;
    row[40] = 0.5f;
    row[41] = 100;
    row[50] = -1;
    assertEquals(0.5 * 7 - 1, HEAD.forward(row, LOGITS), 1e-6);
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    float[] row = HEAD.draw(Randomness.of(6));
    float[] gradient = new float[row.length];
    float[] logitGradient = HEAD.backward(row, LOGITS, 2, gradient);
    for (int i = 0; i < row.length; i++) {
      float[] moved = row.clone();
      moved[i] += 0.002f;
      double up = HEAD.forward(moved, LOGITS);
      moved[i] -= 0.004f;
      double expected = 2 * (up - HEAD.forward(moved, LOGITS)) / 0.004;
      assertEquals(expected, gradient[i], 2e-3, "parameter " + i);
    }
    for (int k = 0; k < LOGITS.length; k++) {
      float[] moved = LOGITS.clone();
      moved[k] += 0.002f;
      double up = HEAD.forward(row, moved);
      moved[k] -= 0.004f;
      double expected = 2 * (up - HEAD.forward(row, moved)) / 0.004;
      assertEquals(expected, logitGradient[k], 2e-3, "logit " + k);
    }
    assertEquals(0, logitGradient[1]);
  }

  @Test
  void parametersAreWithinPyTorchsBounds() {
    float[] row = HEAD.draw(Randomness.of(4));
    float largest = 0;
    for (int i = 0; i < row.length; i++) {
      double bound = 1 / Math.sqrt(i < 40 ? 3 : 10);
      assertTrue(Math.abs(row[i]) <= bound);
      largest = Math.max(largest, Math.abs(row[i]));
    }
    assertTrue(largest > 0.4);
    assertArrayEquals(row, HEAD.draw(Randomness.of(4)));
  }

  @Test
  void roundsAlternateBetweenMasksAndHeads() {
    GradSplitter.Settings settings = Settings.bind(GradSplitter.Settings.class, Map.of(), "");
    assertEquals(145, settings.epochs(20));
    int[] epochs = {0, 4, 5, 9, 10, 11, 12, 16, 17};
    int[] phases = {0, 0, 1, 1, 2, 2, 3, 3, 4};
    for (int e = 0; e < epochs.length; e++) {
      assertEquals(phases[e], settings.phase(epochs[e]), "epoch " + epochs[e]);
    }
    assertTrue(GradSplitter.Settings.joint(3) && !GradSplitter.Settings.joint(2));
    assertEquals(0.01, settings.rate(0));
    assertEquals(0.001, settings.rate(2));
  }

  @Test
  void fewestKernelsWinAmongThoseThatLoseLessThanAPoint() {
    double worse = KernelMasks.score(0.88, 0.1, 0.9);
    double heavy = KernelMasks.score(0.95, 0.5, 0.9);
    double light = KernelMasks.score(0.895, 0.2, 0.9);
    assertTrue(worse < heavy && heavy < light);
    assertTrue(KernelMasks.score(0.89, 0, 0.9) < worse + 1);
  }
}

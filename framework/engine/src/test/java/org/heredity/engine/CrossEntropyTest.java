package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CrossEntropyTest {
  private static final float[][] LOGITS = {{0, (float) Math.log(3)}, {2, 2}};

  /** Probabilities 1/4 and 3/4, and 1/2 twice. */
  @Test
  void labelsAndOneHotRowsGiveTheClosedForm() {
    int[] labels = {0, 1};
    double expected = (Math.log(4) + Math.log(2)) / 2;
    float[][] rows = {LOGITS[0].clone(), LOGITS[1].clone()};
    assertEquals(expected, CrossEntropy.differentiate(rows, labels), 1e-7);
    INDArray gradient = Nd4j.zeros(2, 2);
    INDArray targets = CrossEntropy.oneHot(labels, 2);
    assertEquals(
        expected, CrossEntropy.evaluate(Nd4j.createFromArray(LOGITS), targets, gradient), 1e-7);
    float[][] exact = {{-0.375f, 0.375f}, {0.25f, -0.25f}};
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 2; c++) {
        assertEquals(exact[n][c], rows[n][c], 1e-7);
        assertEquals(exact[n][c], gradient.getFloat(n, c), 1e-7);
      }
    }
  }

  /** The cross-entropy of 1/4 and 3/4 with halves. */
  @Test
  void targetsMayBeDistributions() {
    INDArray logits = Nd4j.createFromArray(new float[][] {LOGITS[0]});
    INDArray halves = Nd4j.createFromArray(new float[][] {{0.5f, 0.5f}});
    INDArray gradient = Nd4j.zeros(1, 2);
    double expected = Math.log(4) - 0.5 * Math.log(3);
    assertEquals(expected, CrossEntropy.evaluate(logits, halves, gradient), 1e-7);
    assertEquals(-0.25f, gradient.getFloat(0, 0), 1e-7);
    assertEquals(0.25f, gradient.getFloat(0, 1), 1e-7);
  }
}

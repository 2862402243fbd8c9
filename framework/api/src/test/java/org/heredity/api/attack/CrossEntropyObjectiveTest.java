package org.heredity.api.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.heredity.data.Randomness;
import org.heredity.engine.Objective;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CrossEntropyObjectiveTest {
  private static final int IMAGES = 3;
  private static final int CLASSES = 5;
  private static final int[] LABELS = {4, 0, 2};

  private static float[][] logits() {
    float[][] rows = new float[IMAGES][CLASSES];
    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < CLASSES; k++) {
        rows[n][k] = (float) (2 * Randomness.of(7).at(n).gaussian(k));
      }
    }
    return rows;
  }

  private static double formula(double[][] z) {
    double sum = 0;
    for (int n = 0; n < z.length; n++) {
      double all = 0;
      for (double logit : z[n]) {
        all += Math.exp(logit);
      }
      sum += Math.log(all) - z[n][LABELS[n]];
    }
    return sum / z.length;
  }

  /** Against the formula and its central differences, both in double precision. */
  private static void check(Objective objective, int sign) {
    float[][] rows = logits();
    double[][] exact = new double[IMAGES][CLASSES];
    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < CLASSES; k++) {
        exact[n][k] = rows[n][k];
      }
    }
    INDArray gradient = Nd4j.valueArrayOf(new long[] {IMAGES, CLASSES}, 99.0, DataType.FLOAT);
    INDArray given = Nd4j.createFromArray(rows);
    INDArray before = given.dup();
    assertEquals(sign * formula(exact), objective.evaluate(given, gradient), 1e-5);
    assertEquals(before, given, "the outputs are the network's");
    double h = 1e-5;
    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < CLASSES; k++) {
        double at = exact[n][k];
        exact[n][k] = at + h;
        double up = formula(exact);
        exact[n][k] = at - h;
        double down = formula(exact);
        exact[n][k] = at;
        assertEquals(sign * (up - down) / (2 * h), gradient.getDouble(n, k), 1e-5);
      }
    }
  }

  @Test
  void isItsFormulaAndGradient() {
    check(CrossEntropyObjective.awayFrom(LABELS), 1);
    check(CrossEntropyObjective.towards(LABELS), -1);
  }

  @Test
  void ofLargeLogitsIsFinite() {
    INDArray gradient = Nd4j.create(DataType.FLOAT, 1, 2);
    Objective objective = CrossEntropyObjective.awayFrom(new int[] {1});
    double value = objective.evaluate(Nd4j.createFromArray(new float[][] {{1000, 0}}), gradient);
    assertEquals(1000, value, 1e-3);
    assertEquals(1, gradient.getDouble(0, 0), 1e-6);
    assertEquals(-1, gradient.getDouble(0, 1), 1e-6);
  }

  @Test
  void refusesAnotherBatch() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                CrossEntropyObjective.awayFrom(LABELS)
                    .evaluate(
                        Nd4j.create(DataType.FLOAT, 2, CLASSES),
                        Nd4j.create(DataType.FLOAT, 2, CLASSES)));
    assertTrue(e.getMessage().contains("3 images"), e.getMessage());
  }
}

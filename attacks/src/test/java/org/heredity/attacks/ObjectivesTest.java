package org.heredity.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import org.heredity.data.Randomness;
import org.heredity.engine.Objective;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ObjectivesTest {
  private static final int IMAGES = 3;
  private static final int CHANNELS = 5;
  private static final int[] LABELS = {4, 0, 2};
  private static final double TARGET = 10;

  private static float[][] outputs() {
    float[][] rows = new float[IMAGES][CHANNELS];
    for (int n = 0; n < IMAGES; n++) {
      for (int j = 0; j < CHANNELS; j++) {
        rows[n][j] = (float) (2 * Randomness.of(7).at(n).gaussian(j));
      }
    }
    return rows;
  }

  private static double penultimate(double[][] f) {
    double sum = 0;
    for (double[] row : f) {
      double others = 0;
      for (int j = 1; j < row.length; j++) {
        others += row[j] * row[j];
      }
      sum -= Math.pow(row[0] - TARGET, 2) + 0.1 * others / (row.length - 1);
    }
    return sum / f.length;
  }

  private static double crossEntropy(double[][] z) {
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

  @Test
  void penultimateIsItsFormulaAndGradient() {
    check(new PenultimateObjective(TARGET), ObjectivesTest::penultimate);
  }

  @Test
  void crossEntropyIsItsFormulaAndGradient() {
    check(new CrossEntropyObjective(LABELS), ObjectivesTest::crossEntropy);
  }

  /** Against the formula and its central differences, both in double precision. */
  private static void check(Objective objective, ToDoubleFunction<double[][]> formula) {
    float[][] rows = outputs();
    double[][] exact = new double[IMAGES][CHANNELS];
    for (int n = 0; n < IMAGES; n++) {
      for (int j = 0; j < CHANNELS; j++) {
        exact[n][j] = rows[n][j];
      }
    }
    INDArray gradient = Nd4j.valueArrayOf(new long[] {IMAGES, CHANNELS}, 99.0, DataType.FLOAT);
    INDArray given = Nd4j.createFromArray(rows);
    INDArray before = given.dup();
    double expected = formula.applyAsDouble(exact);
    assertEquals(expected, objective.evaluate(given, gradient), 1e-5 * Math.abs(expected));
    assertEquals(before, given, "the outputs are the network's");
    double h = 1e-5;
    for (int n = 0; n < IMAGES; n++) {
      for (int j = 0; j < CHANNELS; j++) {
        double at = exact[n][j];
        exact[n][j] = at + h;
        double up = formula.applyAsDouble(exact);
        exact[n][j] = at - h;
        double down = formula.applyAsDouble(exact);
        exact[n][j] = at;
        assertEquals((up - down) / (2 * h), gradient.getDouble(n, j), 1e-5);
      }
    }
  }

  @Test
  void crossEntropyOfLargeLogitsIsFinite() {
    INDArray gradient = Nd4j.create(DataType.FLOAT, 1, 2);
    Objective objective = new CrossEntropyObjective(new int[] {1});
    double value = objective.evaluate(Nd4j.createFromArray(new float[][] {{1000, 0}}), gradient);
    assertEquals(1000, value, 1e-3);
    assertEquals(1, gradient.getDouble(0, 0), 1e-6);
    assertEquals(-1, gradient.getDouble(0, 1), 1e-6);
  }

  @Test
  void crossEntropyRefusesAnotherBatch() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new CrossEntropyObjective(LABELS)
                    .evaluate(
                        Nd4j.create(DataType.FLOAT, 2, CHANNELS),
                        Nd4j.create(DataType.FLOAT, 2, CHANNELS)));
    assertTrue(e.getMessage().contains("3 images"), e.getMessage());
  }
}

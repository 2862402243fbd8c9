package org.heredity.api.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PenultimateObjectiveTest {
  private static final int IMAGES = 3;
  private static final int CHANNELS = 5;
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

  private static double formula(double[][] f) {
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

  /** Against the formula and its central differences, both in double precision. */
  @Test
  void isItsFormulaAndGradient() {
    PenultimateObjective objective = new PenultimateObjective(TARGET);
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
    double expected = formula(exact);
    assertEquals(expected, objective.evaluate(given, gradient), 1e-5 * Math.abs(expected));
    assertEquals(before, given, "the outputs are the network's");
    double h = 1e-5;
    for (int n = 0; n < IMAGES; n++) {
      for (int j = 0; j < CHANNELS; j++) {
        double at = exact[n][j];
        exact[n][j] = at + h;
        double up = formula(exact);
        exact[n][j] = at - h;
        double down = formula(exact);
        exact[n][j] = at;
        assertEquals((up - down) / (2 * h), gradient.getDouble(n, j), 1e-5);
      }
    }
  }
}

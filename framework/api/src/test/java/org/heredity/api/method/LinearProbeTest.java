package org.heredity.api.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LinearProbeTest {
  private static final int CHANNELS = 5;
  private static final int CLASSES = 3;

  private static INDArray features(int n) {
    float[][] rows = new float[n][CHANNELS];
    Randomness randomness = Randomness.of(3);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        rows[i][c] = (float) randomness.at(i).gaussian(c);
      }
    }
    return Nd4j.createFromArray(rows);
  }

  @Test
  void aStepIsTheGradientByHand() {
    double lr = 0.1;
    double decay = 0.01;
    LinearProbe probe = new LinearProbe(CHANNELS, CLASSES, lr, decay, Randomness.of(1));
    INDArray x = features(4);
    int[] labels = {0, 2, 1, 2};
    float[][] w = probe.weight().toFloatMatrix();
    float[] b = probe.bias().toFloatVector();
    double[][] gw = new double[CLASSES][CHANNELS];
    double[] gb = new double[CLASSES];
    double expectedLoss = 0;
    for (int n = 0; n < labels.length; n++) {
      double[] p = new double[CLASSES];
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        double z = b[k];
        for (int c = 0; c < CHANNELS; c++) {
          z += w[k][c] * x.getFloat(n, c);
        }
        p[k] = Math.exp(z);
        sum += p[k];
      }
      expectedLoss -= Math.log(p[labels[n]] / sum) / labels.length;
      for (int k = 0; k < CLASSES; k++) {
        double d = (p[k] / sum - (k == labels[n] ? 1 : 0)) / labels.length;
        gb[k] += d;
        for (int c = 0; c < CHANNELS; c++) {
          gw[k][c] += d * x.getFloat(n, c);
        }
      }
    }
    assertEquals(expectedLoss, probe.step(x, labels), 1e-6);
    for (int k = 0; k < CLASSES; k++) {
      assertEquals(b[k] - lr * (gb[k] + decay * b[k]), probe.bias().getFloat(k), 1e-6);
      for (int c = 0; c < CHANNELS; c++) {
        assertEquals(
            w[k][c] - lr * (gw[k][c] + decay * w[k][c]), probe.weight().getFloat(k, c), 1e-6);
      }
    }
  }

  @Test
  void startsWithinPyTorchsBound() {
    LinearProbe probe = new LinearProbe(100, 50, 0.1, 0, Randomness.of(7));
    double largest = probe.weight().amaxNumber().doubleValue();
    assertTrue(largest <= 0.1 && largest > 0.099, "largest start value " + largest);
    assertEquals(0.1 / Math.sqrt(3), probe.weight().stdNumber().doubleValue(), 1e-3);
  }

  @Test
  void separatesWhatALineSeparates() {
    INDArray x = features(60);
    int[] labels = new int[60];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = x.getFloat(i, 0) > 0 ? 1 : 0;
      x.putScalar(i, 0, x.getFloat(i, 0) + (labels[i] == 1 ? 1 : -1));
    }
    LinearProbe probe = new LinearProbe(CHANNELS, 2, 0.5, 0, Randomness.of(1));
    for (int i = 0; i < 200; i++) {
      probe.step(x, labels);
    }
    assertEquals(1.0, probe.accuracy(x, labels));
  }
}

package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** PGD's step and start, value by value. */
class LinfBallTest {
  private static final float[] EPSILON = {0.1f, 0.2f, 0.4f};
  private static final float[] LOW = {-2.2f, -1, 0};
  private static final float[] HIGH = {2.2f, 1, 3};
  private static final float[] STEP = {0.01f, 0.05f, 0.15f};
  private static final int SIDE = 16;

  private final LinfBall ball = new LinfBall(EPSILON, LOW, HIGH);

  /** Of images a good part of whose values is near the bounds, and some outside. */
  private static INDArray uniform(String name, double low, double high) {
    float[] u = Formula.uniform(name, 2 * 3 * SIDE * SIDE, 1);
    return Nd4j.createFromArray(u).mul(high - low).add(low).reshape(2, 3, SIDE, SIDE);
  }

  private static int channel(int i) {
    return i / (SIDE * SIDE) % 3;
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  /**
   * The oracle's and advertorch's order, on the distance from the clean image: step, to the ball,
   * to the range of images.
   */
  private static double moved(double clean, double delta, double change, int c) {
    double near = clamp(delta + change, -EPSILON[c], EPSILON[c]);
    return clamp(clean + near, LOW[c], HIGH[c]);
  }

  @Test
  void stepsAsTheOracleDoes() {
    INDArray clean = uniform("clean", -2.5, 3.5);
    INDArray adversarial = clean.add(uniform("delta", -0.5, 0.5));
    double[] from = clean.data().asDouble();
    double[] exact = new double[from.length];
    ball.project(clean, adversarial);
    double[] start = uniform("delta", -0.5, 0.5).data().asDouble();
    for (int i = 0; i < exact.length; i++) {
      exact[i] = moved(from[i], start[i], 0, channel(i));
    }
    assertArrayEquals(exact, adversarial.data().asDouble(), 1e-6, "start");
    for (int step = 0; step < 5; step++) {
      INDArray gradient = uniform("gradient" + step, -1e-20, 1e-20);
      double[] slopes = gradient.data().asDouble();
      ball.ascend(clean, adversarial, gradient, STEP);
      for (int i = 0; i < exact.length; i++) {
        double change = STEP[channel(i)] * Math.signum(slopes[i]);
        exact[i] = moved(from[i], exact[i] - from[i], change, channel(i));
      }
      assertArrayEquals(exact, adversarial.data().asDouble(), 2e-6, "step " + step);
    }
    assertArrayEquals(from, clean.data().asDouble());
  }

  /** The range has the last word: what is outside it and farther than the budget goes in. */
  @Test
  void clipsToTheRangeAfterTheBall() {
    LinfBall one = new LinfBall(new float[] {0.1f}, new float[] {0}, new float[] {1});
    INDArray clean = Nd4j.createFromArray(-0.5f, 1.5f, 0.05f, 0.5f).reshape(1, 1, 2, 2);
    INDArray adversarial = Nd4j.createFromArray(-0.9f, 1.9f, -0.2f, 0.9f).reshape(1, 1, 2, 2);
    one.project(clean, adversarial);
    assertArrayEquals(new float[] {0, 1, 0, 0.6f}, adversarial.data().asFloat(), 1e-6f);
  }

  @Test
  void aGradientOfZeroMovesNothing() {
    INDArray clean = uniform("clean", 0.1, 0.9);
    INDArray adversarial = clean.dup('c');
    ball.ascend(clean, adversarial, clean.mul(0), STEP);
    assertEquals(clean, adversarial);
    ball.ascend(clean, adversarial, clean.mul(0).add(Float.MIN_VALUE), STEP);
    assertTrue(adversarial.sub(clean).minNumber().doubleValue() > 0.009);
  }
}

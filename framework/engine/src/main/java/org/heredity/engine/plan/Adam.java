package org.heredity.engine.plan;

/**
 * What a step of Adam (Kingma and Ba, ICLR 2015) multiplies with, biases corrected as PyTorch does
 * it: {@code value -= step * m / (sqrt(v) / correction + EPSILON)}.
 *
 * @param step the learning rate, corrected for the first moment's bias
 * @param correction of the second moment's root
 */
public record Adam(double step, double correction) {
  /** Decay of the first moment. */
  public static final double BETA_1 = 0.9;

  /** Decay of the second moment. */
  public static final double BETA_2 = 0.999;

  /** Keeps the divisor from 0. */
  public static final double EPSILON = 1e-8;

  /** Step {@code t}, from 1, at a learning rate. */
  public static Adam at(int t, double lr) {
    return new Adam(lr / (1 - Math.pow(BETA_1, t)), Math.sqrt(1 - Math.pow(BETA_2, t)));
  }

  /** Moves the first {@code n} values and both moments. */
  public void step(float[] values, float[] first, float[] second, float[] gradient, int n) {
    // Loops apart, because the compiler makes vector instructions of short ones only.
    float keep = (float) BETA_1;
    float take = (float) (1 - BETA_1);
    for (int i = 0; i < n; i++) {
      first[i] = keep * first[i] + take * gradient[i];
    }
    squares(second, gradient, n);
    move(values, first, second, n);
  }

  private static void squares(float[] second, float[] gradient, int n) {
    float keep = (float) BETA_2;
    float take = (float) (1 - BETA_2);
    for (int i = 0; i < n; i++) {
      second[i] = keep * second[i] + take * gradient[i] * gradient[i];
    }
  }

  private void move(float[] values, float[] first, float[] second, int n) {
    float by = (float) step;
    float divisor = (float) correction;
    float least = (float) EPSILON;
    for (int i = 0; i < n; i++) {
      values[i] -= by * first[i] / ((float) Math.sqrt(second[i]) / divisor + least);
    }
  }
}

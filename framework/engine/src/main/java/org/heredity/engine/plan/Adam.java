package org.heredity.engine.plan;

/**
 * What a step of Adam (Kingma and Ba, ICLR 2015) multiplies with, biases corrected as PyTorch does
 * it: {@code value -= step * m / (sqrt(v) / correction + EPSILON)}.
 *
 * @param step the rate, corrected for the first moment's bias
 * @param correction of the second moment's root
 */
public record Adam(double step, double correction) {
  /** Share of the first moment that stays. */
  public static final double BETA_1 = 0.9;

  /** Share of the second moment that stays. */
  public static final double BETA_2 = 0.999;

  /** Keeps the divisor from 0. */
  public static final double EPSILON = 1e-8;

  /** Step {@code t}, from 1, at a rate. */
  public static Adam at(int t, double lr) {
    return new Adam(lr / (1 - Math.pow(BETA_1, t)), Math.sqrt(1 - Math.pow(BETA_2, t)));
  }
}

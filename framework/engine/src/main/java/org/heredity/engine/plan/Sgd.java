package org.heredity.engine.plan;

/**
 * A step of SGD as PyTorch does it: {@code g += weightDecay * p; v = momentum * v + g; p -=
 * learningRate * v}; v starts at 0, so that the first step is g.
 */
public record Sgd(double learningRate, double momentum, double weightDecay) {
  /**
   * Moves the first {@code n} values.
   *
   * @param buffer v; not looked at without momentum
   */
  public void step(float[] values, float[] buffer, float[] gradient, int n) {
    if (momentum == 0) {
      plain(values, gradient, n);
      return;
    }
    // Two loops, because the compiler makes vector instructions of short ones only.
    float keep = (float) momentum;
    float pull = (float) weightDecay;
    for (int i = 0; i < n; i++) {
      buffer[i] = keep * buffer[i] + (gradient[i] + pull * values[i]);
    }
    float by = (float) learningRate;
    for (int i = 0; i < n; i++) {
      values[i] -= by * buffer[i];
    }
  }

  private void plain(float[] values, float[] gradient, int n) {
    float by = (float) learningRate;
    float pull = (float) weightDecay;
    for (int i = 0; i < n; i++) {
      values[i] -= by * (gradient[i] + pull * values[i]);
    }
  }
}

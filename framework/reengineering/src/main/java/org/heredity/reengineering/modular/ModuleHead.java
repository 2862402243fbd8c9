package org.heredity.reengineering.modular;

import org.heredity.data.Randomness;

/**
 * What GradSplitter puts behind a module's logits: ReLU, a linear layer to 10, ReLU, a linear layer
 * to 1; its sigmoid is the module's output. All parameters lie in one row: the first layer's
 * weights, unit by unit, its biases, the second layer's weights, its bias. Immutable.
 *
 * @param classes logits that it takes
 */
record ModuleHead(int classes) {
  /** Units of the hidden layer. */
  static final int HIDDEN = 10;

  /** Length of a row of parameters. */
  int length() {
    return HIDDEN * classes + HIDDEN + HIDDEN + 1;
  }

  /** Random parameters as PyTorch draws a linear layer's: uniform within 1 / sqrt(inputs). */
  float[] draw(Randomness randomness) {
    float[] row = new float[length()];
    int first = HIDDEN * classes + HIDDEN;
    for (int i = 0; i < row.length; i++) {
      double bound = 1 / Math.sqrt(i < first ? classes : HIDDEN);
      row[i] = (float) (bound * (2 * randomness.uniformDouble(i) - 1));
    }
    return row;
  }

  /**
   * The output before its sigmoid.
   *
   * @param row parameters
   */
  float forward(float[] row, float[] logits) {
    float output = row[row.length - 1];
    for (int h = 0; h < HIDDEN; h++) {
      output += row[HIDDEN * classes + HIDDEN + h] * Math.max(0, hidden(row, logits, h));
    }
    return output;
  }

  private float hidden(float[] row, float[] logits, int unit) {
    float sum = row[HIDDEN * classes + unit];
    for (int k = 0; k < classes; k++) {
      sum += row[unit * classes + k] * Math.max(0, logits[k]);
    }
    return sum;
  }

  /**
   * Propagates an output's gradient.
   *
   * @param outputGradient of the output before its sigmoid
   * @param gradient of the parameters, added to
   * @return the gradient of the logits
   */
  float[] backward(float[] row, float[] logits, float outputGradient, float[] gradient) {
    float[] logitGradient = new float[classes];
    int second = HIDDEN * classes + HIDDEN;
    gradient[gradient.length - 1] += outputGradient;
    for (int h = 0; h < HIDDEN; h++) {
      float hidden = hidden(row, logits, h);
      if (hidden <= 0) {
        continue;
      }
      gradient[second + h] += outputGradient * hidden;
      float inner = outputGradient * row[second + h];
      gradient[HIDDEN * classes + h] += inner;
      for (int k = 0; k < classes; k++) {
        if (logits[k] > 0) {
          gradient[h * classes + k] += inner * logits[k];
          logitGradient[k] += inner * row[h * classes + k];
        }
      }
    }
    return logitGradient;
  }
}

package org.heredity.engine;

import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Softmax cross-entropy, mean over the batch, and its gradient: with distributions as targets, and
 * with labels, which needs no array of targets. The largest logit is subtracted first, so that no
 * exponential overflows; sums are in double precision. Thread-safe.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * Value and gradient.
   *
   * @param logits {@code [N, classes]}
   * @param targets {@code [N, classes]}, each row a distribution
   * @param gradient {@code [N, classes]}, overwritten with the gradient of the mean; or null
   * @return the mean over the batch of {@code -sum(target * log softmax(logits))}
   */
  public static double evaluate(INDArray logits, INDArray targets, INDArray gradient) {
    int batch = (int) logits.size(0);
    int classes = (int) logits.size(1);
    float[] z = Floats.copy(logits);
    float[] t = Floats.copy(targets);
    float[] g = new float[z.length];
    double loss = 0;
    for (int n = 0; n < batch; n++) {
      int at = n * classes;
      double max = max(z, at, classes);
      double logSum = max + Math.log(sumExp(z, at, classes, max));
      double weight = 0;
      for (int c = 0; c < classes; c++) {
        weight += t[at + c];
      }
      for (int c = 0; c < classes; c++) {
        double logProbability = z[at + c] - logSum;
        if (t[at + c] != 0) {
          loss -= t[at + c] * logProbability;
        }
        g[at + c] = (float) ((Math.exp(logProbability) * weight - t[at + c]) / batch);
      }
    }
    if (gradient != null) {
      Floats.write(g, gradient);
    }
    return loss / batch;
  }

  /**
   * Value and gradient for labels. Equals {@link #evaluate} with one-hot rows up to double
   * precision's rounding.
   *
   * @param logits {@code [N][classes]}, overwritten with the gradient of the mean
   * @param labels {@code N} class indices
   * @return the mean over the batch
   * @throws IllegalArgumentException if there are not as many labels as rows
   */
  public static double differentiate(float[][] logits, int[] labels) {
    if (logits.length != labels.length) {
      throw new IllegalArgumentException(
          "labels of " + labels.length + " images need as many logits, got " + logits.length);
    }
    double loss = 0;
    for (int n = 0; n < labels.length; n++) {
      float[] row = logits[n];
      double max = max(row, 0, row.length);
      double sum = sumExp(row, 0, row.length, max);
      loss += max + Math.log(sum) - row[labels[n]];
      for (int c = 0; c < row.length; c++) {
        double probability = Math.exp(row[c] - max) / sum;
        row[c] = (float) ((probability - (c == labels[n] ? 1 : 0)) / labels.length);
      }
    }
    return loss / labels.length;
  }

  private static double max(float[] z, int at, int classes) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, z[at + c]);
    }
    return max;
  }

  private static double sumExp(float[] z, int at, int classes, double max) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(z[at + c] - max);
    }
    return sum;
  }

  /** One-hot rows, {@code [N, classes]}; the array is the caller's. */
  public static INDArray oneHot(int[] labels, int classes) {
    float[] rows = new float[labels.length * classes];
    for (int n = 0; n < labels.length; n++) {
      rows[n * classes + labels[n]] = 1;
    }
    return Floats.array(rows, labels.length, classes);
  }
}

package org.heredity.engine;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Softmax cross-entropy, mean over the batch, and its gradient. Thread-safe. */
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
    float[] z = logits.castTo(DataType.FLOAT).dup('c').data().asFloat();
    float[] t = targets.castTo(DataType.FLOAT).dup('c').data().asFloat();
    float[] g = new float[z.length];
    double loss = 0;
    for (int n = 0; n < batch; n++) {
      int at = n * classes;
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, z[at + c]);
      }
      double sum = 0;
      double weight = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(z[at + c] - max);
        weight += t[at + c];
      }
      double logSum = max + Math.log(sum);
      for (int c = 0; c < classes; c++) {
        double logProbability = z[at + c] - logSum;
        if (t[at + c] != 0) {
          loss -= t[at + c] * logProbability;
        }
        g[at + c] = (float) ((Math.exp(logProbability) * weight - t[at + c]) / batch);
      }
    }
    if (gradient != null) {
      gradient.assign(Nd4j.createFromArray(g).reshape(batch, classes));
    }
    return loss / batch;
  }

  /** One-hot rows, {@code [N, classes]}. */
  public static INDArray oneHot(int[] labels, int classes) {
    float[] rows = new float[labels.length * classes];
    for (int n = 0; n < labels.length; n++) {
      rows[n * classes + labels[n]] = 1;
    }
    return Nd4j.createFromArray(rows).reshape(labels.length, classes);
  }
}

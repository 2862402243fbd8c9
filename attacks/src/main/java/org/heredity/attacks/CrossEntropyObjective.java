package org.heredity.attacks;

import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean cross-entropy of the logits with the true classes.
 *
 * <p>Not thread-safe towards a caller that changes the labels.
 */
final class CrossEntropyObjective implements Objective {
  private final int[] labels;

  /**
   * The objective of one batch.
   *
   * @param labels the true class of every image
   */
  CrossEntropyObjective(int[] labels) {
    this.labels = labels.clone();
  }

  @Override
  public Output output() {
    return Output.LOGITS;
  }

  @Override
  public double evaluate(INDArray outputs, INDArray gradient) {
    float[][] rows = outputs.toFloatMatrix();
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          "the objective is of " + labels.length + " images, got logits of " + rows.length);
    }
    double sum = 0;
    for (int n = 0; n < rows.length; n++) {
      sum += differentiate(rows[n], labels[n], rows.length);
    }
    gradient.assign(Nd4j.createFromArray(rows));
    return sum / rows.length;
  }

  /** Overwrites logits with the gradient of the batch's mean; gives the image's cross-entropy. */
  private static double differentiate(float[] row, int label, int images) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - max);
    }
    double loss = max + Math.log(sum) - row[label];
    for (int k = 0; k < row.length; k++) {
      row[k] = (float) ((Math.exp(row[k] - max) / sum - (k == label ? 1 : 0)) / images);
    }
    return loss;
  }
}

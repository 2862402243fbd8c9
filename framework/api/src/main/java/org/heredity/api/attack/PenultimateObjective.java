package org.heredity.api.attack;

import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The task-agnostic objective on penultimate features: the mean over the batch of {@code -((f_0 -
 * target)^2 + 0.1 * mean over j >= 1 of f_j^2)}. It drives one feature up and all others to 0, so
 * that every head sees the same wrong features; labels play no part (Rezaei and Liu, "A
 * Target-Agnostic Attack on Deep Models", ICLR 2020; ReMoS and SEAM as published).
 *
 * @param target value that feature 0 is driven to
 */
public record PenultimateObjective(double target) implements Objective {
  private static final double OTHERS = 0.1;

  @Override
  public Output output() {
    return Output.FEATURES;
  }

  /**
   * Value and gradient of one image by itself.
   *
   * @param features of the image; overwritten with the gradient
   * @return the value
   */
  public double differentiate(float[] features) {
    return differentiate(features, 1);
  }

  /** With the gradient divided by {@code images}. */
  private double differentiate(float[] row, int images) {
    int others = row.length - 1;
    double squares = 0;
    for (int j = 1; j <= others; j++) {
      squares += (double) row[j] * row[j];
      row[j] = (float) (-2 * OTHERS * row[j] / ((double) others * images));
    }
    double distance = row[0] - target;
    row[0] = (float) (-2 * distance / images);
    return -(distance * distance + (others == 0 ? 0 : OTHERS * squares / others));
  }

  @Override
  public double evaluate(INDArray outputs, INDArray gradient) {
    float[][] rows = Floats.rows(outputs);
    double sum = 0;
    for (float[] row : rows) {
      sum += differentiate(row, rows.length);
    }
    Floats.write(rows, gradient);
    return sum / rows.length;
  }
}

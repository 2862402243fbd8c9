package org.heredity.attacks.transfer;

import java.util.List;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Of each image where the objective, as the networks see it unchanged, is greatest; of equal ones
 * the first. Not thread-safe.
 */
final class Best {
  private final List<? extends AttackedNetwork> models;
  private final RowObjective objective;
  private float[][] images;
  private double[] values;

  Best(List<? extends AttackedNetwork> models, RowObjective objective) {
    this.models = models;
    this.objective = objective;
  }

  /** Looks at the images where a climb ended. */
  void add(INDArray ended) {
    float[][] reached = ImageArrays.read(ended);
    double[] reachedValues = values(ended);
    if (images == null) {
      images = reached;
      values = reachedValues;
      return;
    }
    for (int n = 0; n < reached.length; n++) {
      if (reachedValues[n] > values[n]) {
        images[n] = reached[n];
        values[n] = reachedValues[n];
      }
    }
  }

  /** Overwrites an array with the best images. */
  void write(INDArray array) {
    ImageArrays.write(images, array);
  }

  private double[] values(INDArray ended) {
    double[] sums = new double[(int) ended.size(0)];
    for (AttackedNetwork model : models) {
      try (INDArray outputs = model.outputs(ended, objective.output())) {
        float[][] rows = Floats.rows(outputs);
        for (int n = 0; n < rows.length; n++) {
          sums[n] += objective.differentiate(rows[n], n);
        }
      }
    }
    return sums;
  }
}

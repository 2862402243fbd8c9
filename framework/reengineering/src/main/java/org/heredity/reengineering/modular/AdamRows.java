package org.heredity.reengineering.modular;

import java.util.Arrays;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Adam;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adam's moments of several rows of parameters. Not thread-safe. */
final class AdamRows {
  private final float[][] first;
  private final float[][] second;

  /** All 0. */
  AdamRows(int rows, int length) {
    first = new float[rows][length];
    second = new float[rows][length];
  }

  /** Back to 0. */
  void forget() {
    for (int r = 0; r < first.length; r++) {
      Arrays.fill(first[r], 0);
      Arrays.fill(second[r], 0);
    }
  }

  /** A step on one row. */
  void step(Adam adam, int row, float[] values, float[] gradient) {
    adam.step(values, first[row], second[row], gradient, values.length);
  }

  /** Puts the moments under {@code name}; the arrays are the caller's. */
  void save(String name, Map<String, INDArray> tensors) {
    tensors.put(name + ".m", array(first));
    tensors.put(name + ".v", array(second));
  }

  /** Continues with what {@link #save} put. */
  void restore(String name, StateDict state) {
    copy(state.get(name + ".m"), first);
    copy(state.get(name + ".v"), second);
  }

  /** Rows of one length as a matrix; the caller's. */
  static INDArray array(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, values, r * rows[r].length, rows[r].length);
    }
    return Floats.array(values, rows.length, rows[0].length);
  }

  /** The rows of a matrix, into arrays of that size. */
  static void copy(INDArray matrix, float[][] rows) {
    float[][] saved = Floats.rows(matrix);
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(saved[r], 0, rows[r], 0, rows[r].length);
    }
  }
}

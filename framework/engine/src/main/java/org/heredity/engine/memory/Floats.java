package org.heredity.engine.memory;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Elements of arrays on the heap and back, leaving nothing behind in native memory: ND4J's own
 * {@code toFloatMatrix}, {@code toIntVector} and {@code createFromArray(...).reshape(...)} leave an
 * array each to the collector. Thread-safe.
 */
public final class Floats {
  private Floats() {}

  /** The elements in C order, to read; of a copy on the heap where they do not lie so. */
  public static FloatBuffer read(INDArray array) {
    return array.dataType() == DataType.FLOAT && inOrder(array)
        ? view(array)
        : FloatBuffer.wrap(copy(array));
  }

  /**
   * The elements, to write; where arrays live on a device it is told of that by {@code
   * AffinityManager.tagLocation}.
   *
   * @throws IllegalArgumentException if they are not floats in C order
   */
  public static FloatBuffer writable(INDArray array) {
    if (array.dataType() != DataType.FLOAT || !inOrder(array)) {
      throw new IllegalArgumentException("the array written to must be of floats in C order");
    }
    return view(array);
  }

  /** The elements in C order, a copy. */
  public static float[] copy(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    if (values.length == 0) {
      return values;
    }
    if (array.dataType() != DataType.FLOAT) {
      try (INDArray cast = array.castTo(DataType.FLOAT)) {
        return copy(cast);
      }
    }
    if (inOrder(array)) {
      view(array).get(values);
      return values;
    }
    try (INDArray plain = array.dup('c')) {
      view(plain).get(values);
      return values;
    }
  }

  /** The rows of a matrix, a copy. */
  public static float[][] rows(INDArray matrix) {
    float[] values = copy(matrix);
    int columns = Math.toIntExact(matrix.size(1));
    float[][] rows = new float[Math.toIntExact(matrix.size(0))][columns];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(values, n * columns, rows[n], 0, columns);
    }
    return rows;
  }

  /**
   * Makes sure that all elements are finite numbers.
   *
   * @param batch rows along the first axis
   * @throws NonFiniteException naming the rows where some are not
   */
  public static void requireFinite(INDArray batch) {
    if (batch.length() == 0) {
      return;
    }
    FloatBuffer values = read(batch);
    int each = values.remaining() / Math.toIntExact(batch.size(0));
    float[] row = new float[each];
    int[] bad = new int[Math.toIntExact(batch.size(0))];
    int count = 0;
    for (int n = 0; n < bad.length; n++) {
      values.get(n * each, row);
      if (!finite(row)) {
        bad[count++] = n;
      }
    }
    if (count > 0) {
      throw new NonFiniteException(Arrays.copyOf(bad, count), bad.length);
    }
  }

  /**
   * Several sums at a time, as each addition waits for the one before it: 0 where all are finite.
   */
  private static boolean finite(float[] values) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      a += values[i] * 0f;
      b += values[i + 1] * 0f;
      c += values[i + 2] * 0f;
      d += values[i + 3] * 0f;
    }
    for (; i < values.length; i++) {
      a += values[i] * 0f;
    }
    return a + b + c + d == 0f;
  }

  /**
   * The column of each row's largest value, the first of equal ones: predicted classes.
   *
   * @throws NonFiniteException naming the rows that hold a value that is no finite number
   */
  public static int[] argMax(INDArray matrix) {
    requireFinite(matrix);
    float[][] rows = rows(matrix);
    int[] columns = new int[rows.length];
    for (int n = 0; n < rows.length; n++) {
      for (int k = 1; k < rows[n].length; k++) {
        if (rows[n][k] > rows[n][columns[n]]) {
          columns[n] = k;
        }
      }
    }
    return columns;
  }

  /** A new array in C order; the caller's. */
  public static INDArray array(float[] values, long... shape) {
    return Nd4j.create(values, shape, 'c');
  }

  /** Overwrites {@code target} with as many values, in C order. */
  public static void write(float[] values, INDArray target) {
    try (INDArray source = array(values, target.shape().clone())) {
      target.assign(source);
    }
  }

  /** Overwrites {@code target}, a matrix, with as many values. */
  public static void write(float[][] rows, INDArray target) {
    float[] values = new float[Math.toIntExact(target.length())];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, values, at, row.length);
      at += row.length;
    }
    write(values, target);
  }

  private static FloatBuffer view(INDArray array) {
    FloatBuffer all = array.data().asNioFloat();
    int from = (int) (all.capacity() == array.length() ? 0 : array.offset());
    return all.duplicate().position(from).limit(from + (int) array.length()).slice();
  }

  /** Whether the elements lie one after the other in C order; axes of size 1 do not matter. */
  private static boolean inOrder(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }
}

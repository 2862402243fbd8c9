package org.heredity.engine.plan;

import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/**
 * An average over parts of an image as two matrices: the result is {@code rows * image *
 * transposed(columns)}. Immutable as long as nobody writes to them.
 *
 * @param rows {@code [height of the result, height]}
 * @param columns {@code [width of the result, width]}
 */
public record Means(double[][] rows, double[][] columns) {
  /** Of images of a shape, channels, height and width. */
  public static Means of(AveragePool pool, int... in) {
    Window window = pool.window(in);
    return new Means(
        axis(pool.window().rows(), window.rows(), in[1], pool.countsPadding()),
        axis(pool.window().columns(), window.columns(), in[2], pool.countsPadding()));
  }

  /** Of images of a shape, channels, height and width. */
  public static Means of(AdaptiveAverage average, int... in) {
    return new Means(axis(average, in[1]), axis(average, in[2]));
  }

  private static double[][] axis(Axis said, Axis rounded, int in, boolean countsPadding) {
    double[][] means = new double[rounded.out(in)][in];
    for (int o = 0; o < means.length; o++) {
      int start = o * said.stride() - said.before();
      // What rounding up adds is no padding that counts.
      int end = Math.min(start + said.kernel(), in + said.after());
      int from = Math.max(0, start);
      int to = Math.min(end, in);
      fill(means[o], from, to, countsPadding ? end - start : to - from);
    }
    return means;
  }

  private static double[][] axis(AdaptiveAverage average, int in) {
    double[][] means = new double[average.side()][in];
    for (int o = 0; o < means.length; o++) {
      fill(
          means[o],
          average.from(o, in),
          average.to(o, in),
          average.to(o, in) - average.from(o, in));
    }
    return means;
  }

  private static void fill(double[] row, int from, int to, int divisor) {
    for (int i = from; i < to; i++) {
      row[i] = 1.0 / divisor;
    }
  }
}

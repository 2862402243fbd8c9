package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small matrix that combines whole lines: {@code to[row][i] = sum over c of matrix[row][c] *
 * from[c][i]}. The compiler makes vector instructions only of loops over one index that begin at
 * the start of every array, with few arrays; hence lines that are arrays of their own, and one
 * written-out loop for every number of terms. Two rows that differ in nothing but signs are made
 * together. Immutable.
 */
final class Combination {
  private final float[][] matrix;
  private final List<Step> steps = new ArrayList<>();

  /** Makes one row, or two of them, of a length. */
  private interface Step {
    void run(float[][] from, float[][] to, int length);
  }

  Combination(float[][] matrix) {
    this.matrix = matrix;
    int row = 0;
    while (row < rows()) {
      Step both = row + 1 < rows() ? pair(row, row + 1) : null;
      steps.add(both == null ? single(row) : both);
      row += both == null ? 1 : 2;
    }
  }

  Combination transposed() {
    float[][] transposed = new float[columns()][rows()];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        transposed[column][row] = matrix[row][column];
      }
    }
    return new Combination(transposed);
  }

  int rows() {
    return matrix.length;
  }

  int columns() {
    return matrix[0].length;
  }

  /** Overwrites the first {@code length} elements of the lines in {@code to}. */
  void apply(float[][] from, float[][] to, int length) {
    for (Step step : steps) {
      step.run(from, to, length);
    }
  }

  private Step single(int row) {
    int[] t = columns(row, row, 1);
    float[] f = factors(row, t);
    return switch (t.length) {
      case 0 -> (x, y, n) -> Arrays.fill(y[row], 0, n, 0f);
      case 1 -> (x, y, n) -> one(x[t[0]], f[0], y[row], n);
      case 2 -> (x, y, n) -> two(x[t[0]], f[0], x[t[1]], f[1], y[row], n);
      case 3 -> (x, y, n) -> three(x[t[0]], f[0], x[t[1]], f[1], x[t[2]], f[2], y[row], n);
      case 4 ->
          (x, y, n) -> four(x[t[0]], f[0], x[t[1]], f[1], x[t[2]], f[2], x[t[3]], f[3], y[row], n);
      case 5 ->
          (x, y, n) ->
              five(
                  x[t[0]], f[0], x[t[1]], f[1], x[t[2]], f[2], x[t[3]], f[3], x[t[4]], f[4], y[row],
                  n);
      default -> throw new IllegalArgumentException("a row of " + t.length + " terms");
    };
  }

  /** Null unless the rows have two terms that are the same and two that differ in sign. */
  private Step pair(int row, int next) {
    int[] t = columns(row, next, 1);
    int[] u = columns(row, next, -1);
    if (t.length != 2 || u.length != 2 || columns(row, row, 1).length != 4) {
      return null;
    }
    float[] f = factors(row, t);
    float[] g = factors(row, u);
    return (x, y, n) ->
        both(x[t[0]], f[0], x[t[1]], f[1], x[u[0]], g[0], x[u[1]], g[1], y[row], y[next], n);
  }

  /** Where a row has {@code sign} times what the other one has, and not 0. */
  private int[] columns(int row, int other, int sign) {
    int[] found = new int[columns()];
    int count = 0;
    for (int column = 0; column < columns(); column++) {
      if (matrix[row][column] != 0 && matrix[row][column] == sign * matrix[other][column]) {
        found[count++] = column;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private float[] factors(int row, int[] columns) {
    float[] factors = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      factors[i] = matrix[row][columns[i]];
    }
    return factors;
  }

  private static void one(float[] a, float fa, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = fa * a[i];
    }
  }

  private static void two(float[] a, float fa, float[] b, float fb, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = fa * a[i] + fb * b[i];
    }
  }

  private static void three(
      float[] a, float fa, float[] b, float fb, float[] c, float fc, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = fa * a[i] + fb * b[i] + fc * c[i];
    }
  }

  private static void four(
      float[] a,
      float fa,
      float[] b,
      float fb,
      float[] c,
      float fc,
      float[] d,
      float fd,
      float[] y,
      int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (fa * a[i] + fb * b[i]) + (fc * c[i] + fd * d[i]);
    }
  }

  private static void five(
      float[] a,
      float fa,
      float[] b,
      float fb,
      float[] c,
      float fc,
      float[] d,
      float fd,
      float[] e,
      float fe,
      float[] y,
      int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (fa * a[i] + fb * b[i]) + (fc * c[i] + fd * d[i]) + fe * e[i];
    }
  }

  private static void both(
      float[] a,
      float fa,
      float[] b,
      float fb,
      float[] c,
      float fc,
      float[] d,
      float fd,
      float[] y,
      float[] z,
      int n) {
    for (int i = 0; i < n; i++) {
      float same = fa * a[i] + fb * b[i];
      float opposite = fc * c[i] + fd * d[i];
      y[i] = same + opposite;
      z[i] = same - opposite;
    }
  }
}

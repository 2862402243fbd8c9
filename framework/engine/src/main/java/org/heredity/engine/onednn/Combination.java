package org.heredity.engine.onednn;

import java.util.Arrays;

/**
 * A small matrix whose rows combine runs of an array. The loops are written out by the number of
 * terms, since only such loops are compiled to vector instructions. Immutable.
 */
final class Combination {
  private final int[][] terms;
  private final float[][] factors;
  private final float[][] matrix;

  Combination(float[][] matrix) {
    this.matrix = matrix;
    terms = new int[matrix.length][];
    factors = new float[matrix.length][];
    for (int row = 0; row < matrix.length; row++) {
      int count = 0;
      for (float f : matrix[row]) {
        count += f == 0 ? 0 : 1;
      }
      terms[row] = new int[count];
      factors[row] = new float[count];
      int at = 0;
      for (int column = 0; column < matrix[row].length; column++) {
        if (matrix[row][column] != 0) {
          terms[row][at] = column;
          factors[row][at++] = matrix[row][column];
        }
      }
    }
  }

  Combination transposed() {
    float[][] turned = new float[columns()][rows()];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        turned[column][row] = matrix[row][column];
      }
    }
    return new Combination(turned);
  }

  int rows() {
    return matrix.length;
  }

  int columns() {
    return matrix[0].length;
  }

  /**
   * {@code to[at + i] = sum over c of matrix[row][c] * from[start + c * stride + i]}, i below
   * {@code length}.
   */
  void apply(int row, float[] from, int start, int stride, float[] to, int at, int length) {
    int[] t = terms[row];
    float[] f = factors[row];
    if (t.length == 0) {
      Arrays.fill(to, at, at + length, 0f);
      return;
    }
    int a = start + t[0] * stride;
    int b = t.length > 1 ? start + t[1] * stride : 0;
    int c = t.length > 2 ? start + t[2] * stride : 0;
    int d = t.length > 3 ? start + t[3] * stride : 0;
    int e = t.length > 4 ? start + t[4] * stride : 0;
    switch (t.length) {
      case 1 -> one(from, a, f[0], to, at, length);
      case 2 -> two(from, a, f[0], b, f[1], to, at, length);
      case 3 -> three(from, a, f[0], b, f[1], c, f[2], to, at, length);
      case 4 -> four(from, a, f[0], b, f[1], c, f[2], d, f[3], to, at, length);
      default -> five(from, a, f[0], b, f[1], c, f[2], d, f[3], e, f[4], to, at, length);
    }
  }

  private static void one(float[] x, int a, float fa, float[] y, int at, int n) {
    if (fa == 1) {
      System.arraycopy(x, a, y, at, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      y[at + i] = fa * x[a + i];
    }
  }

  private static void two(float[] x, int a, float fa, int b, float fb, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = fa * x[a + i] + fb * x[b + i];
    }
  }

  private static void three(
      float[] x, int a, float fa, int b, float fb, int c, float fc, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = fa * x[a + i] + fb * x[b + i] + fc * x[c + i];
    }
  }

  private static void four(
      float[] x,
      int a,
      float fa,
      int b,
      float fb,
      int c,
      float fc,
      int d,
      float fd,
      float[] y,
      int at,
      int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = (fa * x[a + i] + fb * x[b + i]) + (fc * x[c + i] + fd * x[d + i]);
    }
  }

  private static void five(
      float[] x,
      int a,
      float fa,
      int b,
      float fb,
      int c,
      float fc,
      int d,
      float fd,
      int e,
      float fe,
      float[] y,
      int at,
      int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = (fa * x[a + i] + fb * x[b + i]) + (fc * x[c + i] + fd * x[d + i]) + fe * x[e + i];
    }
  }
}

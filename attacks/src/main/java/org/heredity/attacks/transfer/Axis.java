package org.heredity.attacks.transfer;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A linear map of a line of {@code in} numbers to one of as many numbers as it has rows, of which
 * it knows the weights that are not 0. Immutable and thread-safe.
 *
 * @param in numbers that it takes
 * @param from by number that comes out, which ones it is made of
 * @param weight like {@code from}, how much of each
 */
record Axis(int in, int[][] from, float[][] weight) {
  int out() {
    return from.length;
  }

  /** Number {@code i} becomes number {@code source(i)} of what was. */
  static Axis moved(int length, IntUnaryOperator source) {
    int[][] from = new int[length][];
    float[][] weight = new float[length][];
    for (int i = 0; i < length; i++) {
      from[i] = new int[] {source.applyAsInt(i)};
      weight[i] = new float[] {1};
    }
    return new Axis(length, from, weight);
  }

  static Axis unchanged(int length) {
    return moved(length, i -> i);
  }

  static Axis reversed(int length) {
    return moved(length, i -> length - 1 - i);
  }

  /** Moved on by {@code by}; what leaves at the end comes in at the start. */
  static Axis rolled(int length, int by) {
    return moved(length, i -> Math.floorMod(i - by, length));
  }

  /** Zeros around, {@code before} of them at the start. */
  static Axis padded(int in, int out, int before) {
    int[][] from = new int[out][0];
    float[][] weight = new float[out][0];
    for (int i = 0; i < in; i++) {
      from[before + i] = new int[] {i};
      weight[before + i] = new float[] {1};
    }
    return new Axis(in, from, weight);
  }

  /**
   * Linear interpolation between the centres of pixels, as PyTorch's {@code interpolate} has it
   * with {@code bilinear}, corners not aligned, no smoothing.
   */
  static Axis resized(int in, int out) {
    int[][] from = new int[out][];
    float[][] weight = new float[out][];
    for (int i = 0; i < out; i++) {
      double at = Math.max(0, (i + 0.5) * in / out - 0.5);
      int low = Math.min(in - 1, (int) at);
      int high = Math.min(in - 1, low + 1);
      float share = high == low ? 0 : (float) (at - low);
      from[i] = new int[] {low, high};
      weight[i] = new float[] {1 - share, share};
    }
    return new Axis(in, from, weight);
  }

  /** The cosine transform's lowest {@code retained} frequencies, transformed back. */
  static Axis lowPass(int length, int retained) {
    double[][] cosine = new double[length][retained];
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < retained; k++) {
        double size = Math.sqrt((k == 0 ? 1.0 : 2.0) / length);
        cosine[i][k] = size * Math.cos(Math.PI * (i + 0.5) * k / length);
      }
    }
    int[] all = unchanged(length).sources();
    int[][] from = new int[length][];
    float[][] weight = new float[length][length];
    for (int i = 0; i < length; i++) {
      from[i] = all;
      for (int j = 0; j < length; j++) {
        double sum = 0;
        for (int k = 0; k < retained; k++) {
          sum += cosine[i][k] * cosine[j][k];
        }
        weight[i][j] = (float) sum;
      }
    }
    return new Axis(length, from, weight);
  }

  /**
   * Convolved with a kernel of an odd number of weights, beside zeros.
   *
   * @param kernel symmetric
   */
  static Axis convolved(int length, double... kernel) {
    int half = kernel.length / 2;
    int[][] from = new int[length][];
    float[][] weight = new float[length][];
    for (int i = 0; i < length; i++) {
      int first = Math.max(0, i - half);
      int last = Math.min(length - 1, i + half);
      from[i] = new int[last - first + 1];
      weight[i] = new float[last - first + 1];
      for (int j = first; j <= last; j++) {
        from[i][j - first] = j;
        weight[i][j - first] = (float) kernel[j - i + half];
      }
    }
    return new Axis(length, from, weight);
  }

  /** Whether it changes nothing. */
  boolean same() {
    for (int i = 0; i < from.length; i++) {
      if (!moves(i) || from[i][0] != i) {
        return false;
      }
    }
    return in == out();
  }

  private boolean moves(int i) {
    return from[i].length == 1 && weight[i][0] == 1;
  }

  /**
   * Sums of lines, as this map makes them of numbers.
   *
   * @param lines as many as it takes; not written to, but may be among those that come out
   */
  float[][] mixed(float[][] lines) {
    float[][] mixed = new float[out()][];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = moves(i) ? lines[from[i][0]] : sum(lines, from[i], weight[i]);
    }
    return mixed;
  }

  private static float[] sum(float[][] lines, int[] taps, float[] weights) {
    float[] sum = new float[lines[0].length];
    for (int t = 0; t < taps.length; t++) {
      float[] line = lines[taps[t]];
      float share = weights[t];
      for (int x = 0; x < sum.length; x++) {
        sum[x] += share * line[x];
      }
    }
    return sum;
  }

  private int[] sources() {
    return Arrays.stream(from).mapToInt(row -> row[0]).toArray();
  }

  /** This, then {@code next}. */
  Axis then(Axis next) {
    return of(
        in,
        next.out(),
        (i, row) -> {
          for (int t = 0; t < next.from[i].length; t++) {
            int middle = next.from[i][t];
            for (int s = 0; s < from[middle].length; s++) {
              row[from[middle][s]] += (double) next.weight[i][t] * weight[middle][s];
            }
          }
        });
  }

  /** The matrix's transpose. */
  Axis transposed() {
    int[] counts = new int[in];
    for (int[] row : from) {
      for (int source : row) {
        counts[source]++;
      }
    }
    int[][] transposed = new int[in][];
    float[][] weights = new float[in][];
    for (int j = 0; j < in; j++) {
      transposed[j] = new int[counts[j]];
      weights[j] = new float[counts[j]];
    }
    int[] filled = new int[in];
    for (int i = 0; i < out(); i++) {
      for (int t = 0; t < from[i].length; t++) {
        int j = from[i][t];
        transposed[j][filled[j]] = i;
        weights[j][filled[j]++] = weight[i][t];
      }
    }
    return new Axis(out(), transposed, weights);
  }

  private interface Row {
    void fill(int i, double[] row);
  }

  private static Axis of(int in, int out, Row rows) {
    int[][] from = new int[out][];
    float[][] weight = new float[out][];
    double[] row = new double[in];
    for (int i = 0; i < out; i++) {
      Arrays.fill(row, 0);
      rows.fill(i, row);
      int count = 0;
      int[] taps = new int[in];
      for (int j = 0; j < in; j++) {
        if (row[j] != 0) {
          taps[count++] = j;
        }
      }
      from[i] = Arrays.copyOf(taps, count);
      weight[i] = new float[count];
      for (int t = 0; t < count; t++) {
        weight[i][t] = (float) row[from[i][t]];
      }
    }
    return new Axis(in, from, weight);
  }
}

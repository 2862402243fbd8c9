package org.heredity.data;

import java.util.Arrays;

/**
 * Resizing of 8-bit pictures with antialiasing, bit for bit as Pillow does it: a filter as wide as
 * the scale when reducing, horizontally first, weights in fixed point of 22 bits, rounded and
 * clipped to 8 bits after each pass. Of the result only a window is computed, and of the picture
 * only what that window sees.
 */
final class Resampling {
  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  /** Takes the rows of the result from the top. */
  interface Rows {
    /**
     * @param y row within the window
     * @param levels {@code 3 * width} values of 0 to 255: the row's reds, then greens, then blues;
     *     only valid during the call
     */
    void row(int y, int[] levels);
  }

  /** A part of a picture, in pixels. */
  record Box(int x, int y, int width, int height) {}

  /**
   * The weights of one axis: result {@code i} of the window is the sum over {@code t} below {@code
   * count[i]} of input {@code first[i] + t} times {@code weight[i * width + t]}.
   */
  private record Taps(int[] first, int[] count, int[] weight, int width) {
    static Taps of(Interpolation filter, int inputs, int outputs, int from, int window) {
      double scale = (double) inputs / outputs;
      double stretch = Math.max(scale, 1);
      double support = filter.support() * stretch;
      int width = (int) Math.ceil(support) * 2 + 1;
      Taps taps = new Taps(new int[window], new int[window], new int[window * width], width);
      double[] exact = new double[width];
      for (int i = 0; i < window; i++) {
        double centre = (from + i + 0.5) * scale;
        int first = Math.max(0, (int) (centre - support + 0.5));
        int count = Math.min(inputs, (int) (centre + support + 0.5)) - first;
        double sum = 0;
        for (int t = 0; t < count; t++) {
          exact[t] = filter.weight(Math.abs((t + first - centre + 0.5) * (1 / stretch)));
          sum += exact[t];
        }
        for (int t = 0; t < count; t++) {
          double fixed = exact[t] / sum * (1 << BITS);
          taps.weight[i * width + t] = (int) (fixed + Math.copySign(0.5, fixed));
        }
        taps.first[i] = first;
        taps.count[i] = count;
      }
      return taps;
    }
  }

  private Resampling() {}

  /**
   * Cuts {@code source} out of the picture, resizes that to {@code width x height} and hands on the
   * rows of the window of that.
   */
  static void resample(
      RgbImage image,
      Interpolation filter,
      Box source,
      int width,
      int height,
      Box window,
      Rows rows) {
    if (source.width == width && source.height == height) {
      copy(image, source, window, rows);
      return;
    }
    Taps across = Taps.of(filter, source.width, width, window.x, window.width);
    Taps down = Taps.of(filter, source.height, height, window.y, window.height);
    // Resized rows of the picture, as many as a row of the result looks at.
    int[][] ring = new int[down.width][3 * window.width];
    int[] sums = new int[3 * window.width];
    int ready = 0;
    for (int y = 0; y < window.height; y++) {
      int first = down.first[y];
      int end = first + down.count[y];
      for (ready = Math.max(ready, first); ready < end; ready++) {
        int at = ((source.y + ready) * image.width() + source.x) * 3;
        acrossRow(image.rgb(), at, across, window.width, ring[ready % down.width]);
      }
      downRow(ring, first, end, down.weight, y * down.width, sums);
      rows.row(y, sums);
    }
  }

  private static void copy(RgbImage image, Box source, Box window, Rows rows) {
    int[] levels = new int[3 * window.width];
    for (int y = 0; y < window.height; y++) {
      int at = ((source.y + window.y + y) * image.width() + source.x + window.x) * 3;
      for (int x = 0; x < window.width; x++, at += 3) {
        levels[x] = image.rgb()[at] & 0xFF;
        levels[x + window.width] = image.rgb()[at + 1] & 0xFF;
        levels[x + 2 * window.width] = image.rgb()[at + 2] & 0xFF;
      }
      rows.row(y, levels);
    }
  }

  private static void acrossRow(byte[] rgb, int at, Taps taps, int width, int[] out) {
    int[] first = taps.first;
    int[] count = taps.count;
    int[] weight = taps.weight;
    int stride = taps.width;
    for (int x = 0; x < width; x++) {
      int from = at + 3 * first[x];
      int w = x * stride;
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int end = w + count[x]; w < end; w++, from += 3) {
        int k = weight[w];
        red += (rgb[from] & 0xFF) * k;
        green += (rgb[from + 1] & 0xFF) * k;
        blue += (rgb[from + 2] & 0xFF) * k;
      }
      out[x] = level(red);
      out[x + width] = level(green);
      out[x + 2 * width] = level(blue);
    }
  }

  /** Two rows a pass: these loops are the ones that the compiler vectorises. */
  private static void downRow(int[][] ring, int first, int end, int[] weight, int at, int[] sums) {
    Arrays.fill(sums, HALF);
    int row = first;
    for (; row + 1 < end; row += 2) {
      add(ring[row % ring.length], weight[at++], ring[(row + 1) % ring.length], weight[at++], sums);
    }
    if (row < end) {
      add(ring[row % ring.length], weight[at], sums);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = level(sums[i]);
    }
  }

  /** Of weights some of which may be negative. */
  private static int level(int sum) {
    return Math.max(0, Math.min(255, sum >> BITS));
  }

  private static void add(int[] a, int weightA, int[] b, int weightB, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * weightA + b[i] * weightB;
    }
  }

  private static void add(int[] a, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * weight;
    }
  }
}

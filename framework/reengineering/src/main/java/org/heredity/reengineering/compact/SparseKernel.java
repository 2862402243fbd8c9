package org.heredity.reengineering.compact;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.heredity.engine.onednn.ConvolutionKernel;
import org.heredity.engine.plan.Node;

/**
 * A convolution that skips weights that are zero, in Java. Values lie channel, row, column, image,
 * so that one weight acts on a run of {@code columns * images} floats, which the compiler makes
 * vector instructions of. For each output row the input rows that it needs are copied, once for
 * every horizontal shift; then each weight adds one of these, whole, and no bounds are left to
 * check. Four weights share one pass over the sum. Not thread-safe; uses the common pool.
 *
 * <p>The four arrays are separate and indexed alike on purpose: Java 17 does not vectorise loops
 * that read one array at several offsets.
 */
final class SparseKernel implements ConvolutionKernel {
  private static final int TOGETHER = 4;

  private final Node.Conv conv;
  private final int batch;
  private final int inSide;
  private final int outSide;

  /** Input channel and horizontal position of the kernel, for each pair that a weight uses. */
  private final List<int[]> slots = new ArrayList<>();

  /**
   * By output, of its weights, padded with zeros to full groups: value, slot, vertical position.
   */
  private final float[][] values;

  private final int[][] slotOf;
  private final int[][] heightOf;

  /** By output the sum to start from, by pixel or once. */
  private final float[][] start;

  /**
   * Prepares a convolution.
   *
   * @param weights {@code [out, in, k, k]}
   * @param start by output the bias, or bias and map for every pixel
   */
  SparseKernel(Node.Conv conv, float[] weights, float[][] start, Shape shape) {
    this.conv = conv;
    this.batch = shape.batch();
    this.inSide = shape.inSide();
    this.outSide = shape.outSide();
    this.start = start;
    int kernel = conv.kernel();
    int[][] known = new int[conv.in()][kernel];
    values = new float[conv.out()][];
    slotOf = new int[conv.out()][];
    heightOf = new int[conv.out()][];
    for (int o = 0; o < conv.out(); o++) {
      int from = o * conv.in() * kernel * kernel;
      int[] used =
          IntStream.range(from, from + conv.in() * kernel * kernel)
              .filter(i -> weights[i] != 0)
              .toArray();
      int padded = (used.length + TOGETHER - 1) / TOGETHER * TOGETHER;
      values[o] = new float[padded];
      slotOf[o] = new int[padded];
      heightOf[o] = new int[padded];
      for (int i = 0; i < used.length; i++) {
        int channel = (used[i] - from) / (kernel * kernel);
        int x = used[i] % kernel;
        if (known[channel][x] == 0) {
          slots.add(new int[] {channel, x});
          known[channel][x] = slots.size();
        }
        values[o][i] = weights[used[i]];
        slotOf[o][i] = known[channel][x] - 1;
        heightOf[o][i] = used[i] / kernel % kernel;
      }
    }
  }

  @Override
  public void run(FloatBuffer in, FloatBuffer summand, boolean relu, FloatBuffer out) {
    int bands = Math.min(outSide, Math.max(1, ForkJoinPool.getCommonPoolParallelism() + 1));
    IntStream.range(0, bands)
        .parallel()
        .forEach(
            band -> {
              int from = outSide * band / bands;
              int to = outSide * (band + 1) / bands;
              new Band(in, summand, relu, out).rows(from, to);
            });
  }

  /** Some output rows, in order. */
  private final class Band {
    private final FloatBuffer in;
    private final FloatBuffer summand;
    private final boolean relu;
    private final FloatBuffer out;
    private final int length = outSide * batch;

    /** By slot and input row modulo the kernel's height. */
    private final float[][] rows = new float[Math.max(1, slots.size()) * conv.kernel()][length];

    private final float[] sum = new float[length];
    private final float[] other = new float[length];

    Band(FloatBuffer in, FloatBuffer summand, boolean relu, FloatBuffer out) {
      this.in = in;
      this.summand = summand;
      this.relu = relu;
      this.out = out;
    }

    void rows(int from, int to) {
      int kernel = conv.kernel();
      int next = from * conv.stride();
      for (int y = from; y < to; y++) {
        int top = y * conv.stride();
        for (int row = Math.max(next, top); row < top + kernel; row++) {
          copy(row);
        }
        next = top + kernel;
        for (int o = 0; o < conv.out(); o++) {
          output(o, y, top);
        }
      }
    }

    /** Copies a row, counted with the padding, for every slot. */
    private void copy(int row) {
      int y = row - conv.padding();
      int place = row % conv.kernel();
      for (int s = 0; s < slots.size(); s++) {
        float[] to = rows[s * conv.kernel() + place];
        if (y < 0 || y >= inSide) {
          Arrays.fill(to, 0);
          continue;
        }
        int source = (slots.get(s)[0] * inSide + y) * inSide;
        int shift = slots.get(s)[1] - conv.padding();
        if (conv.stride() == 1) {
          int first = Math.max(0, -shift);
          int last = Math.min(outSide, inSide - shift);
          int count = (last - first) * batch;
          in.get((source + first + shift) * batch, to, first * batch, count);
          Arrays.fill(to, 0, first * batch, 0);
          Arrays.fill(to, last * batch, length, 0);
        } else {
          for (int x = 0; x < outSide; x++) {
            int at = x * conv.stride() + shift;
            if (at >= 0 && at < inSide) {
              in.get((source + at) * batch, to, x * batch, batch);
            } else {
              Arrays.fill(to, x * batch, (x + 1) * batch, 0);
            }
          }
        }
      }
    }

    private void output(int o, int y, int top) {
      begin(start[o], y);
      float[] w = values[o];
      for (int i = 0; i < w.length; i += TOGETHER) {
        add(
            sum,
            row(o, i, top),
            row(o, i + 1, top),
            row(o, i + 2, top),
            row(o, i + 3, top),
            w[i],
            w[i + 1],
            w[i + 2],
            w[i + 3]);
      }
      int at = (o * outSide + y) * length;
      if (summand != null) {
        summand.get(at, other, 0, length);
        add(sum, other);
      }
      if (relu) {
        rectify(sum);
      }
      out.put(at, sum, 0, length);
    }

    private float[] row(int output, int i, int top) {
      int place = (top + heightOf[output][i]) % conv.kernel();
      return rows[slotOf[output][i] * conv.kernel() + place];
    }

    private void begin(float[] from, int y) {
      if (from.length == 1) {
        Arrays.fill(sum, from[0]);
        return;
      }
      for (int x = 0; x < outSide; x++) {
        Arrays.fill(sum, x * batch, (x + 1) * batch, from[y * outSide + x]);
      }
    }
  }

  private static void add(
      float[] sum,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float wa,
      float wb,
      float wc,
      float wd) {
    int length = sum.length;
    for (int i = 0; i < length; i++) {
      sum[i] =
          Math.fma(wa, a[i], Math.fma(wb, b[i], Math.fma(wc, c[i], Math.fma(wd, d[i], sum[i]))));
    }
  }

  private static void add(float[] sum, float[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  private static void rectify(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
  }
}

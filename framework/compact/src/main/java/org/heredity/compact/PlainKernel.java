package org.heredity.compact;

import java.util.Arrays;

/**
 * In plain loops, which the compiler makes vector instructions of. It does so only where all arrays
 * are read and written at one index, so what four terms read is copied first, each to an array of
 * its own.
 */
final class PlainKernel implements Kernel {
  private static final int BLOCK = 512;
  private static final int TOGETHER = 4;

  @Override
  public boolean skips(double density) {
    return true;
  }

  @Override
  public int block() {
    return BLOCK;
  }

  @Override
  public void sparse(SparseTerms terms, Span span, int fromOutput, int toOutput) {
    Sums sums = new Sums();
    for (int done = 0; done < span.length(); done += BLOCK) {
      int length = Math.min(BLOCK, span.length() - done);
      for (int o = fromOutput; o < toOutput; o++) {
        sums.begin(terms.bias()[o], length);
        for (int i = terms.first()[o]; i < terms.first()[o + 1]; i++) {
          sums.add(terms.weights()[i], span.x(), span.xAt() + done + terms.offsets()[i]);
        }
        sums.end(span, terms.maps()[o], o, done);
      }
    }
  }

  @Override
  public void dense(DenseTerms terms, Span span, int fromOutput, int toOutput) {
    throw new UnsupportedOperationException("plain loops leave out zeros at every density");
  }

  /** The sums of one output's part of a run. */
  private static final class Sums {
    private final float[] sum = new float[BLOCK];
    private final float[][] read = new float[TOGETHER][BLOCK];
    private final float[] weights = new float[TOGETHER];
    private int length;
    private int waiting;

    void begin(float bias, int size) {
      length = size;
      waiting = 0;
      Arrays.fill(sum, 0, length, bias);
    }

    void add(float weight, float[] x, int at) {
      System.arraycopy(x, at, read[waiting], 0, length);
      weights[waiting++] = weight;
      if (waiting == TOGETHER) {
        flush();
      }
    }

    private void flush() {
      if (waiting == TOGETHER) {
        four(sum, read[0], read[1], read[2], read[3], weights, length);
      } else {
        for (int i = 0; i < waiting; i++) {
          one(sum, read[i], weights[i], length);
        }
      }
      waiting = 0;
    }

    void end(Span span, float[] map, int output, int done) {
      flush();
      if (span.summand() != null) {
        add(1, span.summand(), span.summandAt() + output * span.summandPlane() + done);
      }
      if (map != null) {
        add(1, map, span.yAt() + done);
      }
      flush();
      if (span.relu()) {
        rectify(sum, length);
      }
      System.arraycopy(sum, 0, span.y(), span.yAt() + output * span.yPlane() + done, length);
    }
  }

  private static void four(
      float[] sum, float[] a, float[] b, float[] c, float[] d, float[] w, int length) {
    float wa = w[0];
    float wb = w[1];
    float wc = w[2];
    float wd = w[3];
    for (int i = 0; i < length; i++) {
      sum[i] =
          Math.fma(wd, d[i], Math.fma(wc, c[i], Math.fma(wb, b[i], Math.fma(wa, a[i], sum[i]))));
    }
  }

  private static void one(float[] sum, float[] a, float w, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = Math.fma(w, a[i], sum[i]);
    }
  }

  private static void rectify(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = Math.max(0, values[i]);
    }
  }

  @Override
  public void max(float[] from, int[] places, int count, float[] to, int toAt, int length) {
    System.arraycopy(from, places[0], to, toAt, length);
    for (int p = 1; p < count; p++) {
      for (int i = 0; i < length; i++) {
        to[toAt + i] = Math.max(to[toAt + i], from[places[p] + i]);
      }
    }
  }
}

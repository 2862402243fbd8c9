package org.heredity.compact;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * By Java's vector instructions, with the sums in registers: eight vectors of one output where
 * zeros are skipped, four vectors of four outputs where they are not. Needs the module {@code
 * jdk.incubator.vector}.
 */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int L = SPECIES.length();
  private static final int EIGHT = 8 * L;
  private static final int FOUR = 4 * L;

  @Override
  public int block() {
    return EIGHT;
  }

  @Override
  public void sparse(SparseTerms terms, Span span, int fromOutput, int toOutput) {
    int done = 0;
    for (; span.length() - done > FOUR; done += EIGHT) {
      eights(terms, span, done, fromOutput, toOutput);
    }
    if (done < span.length()) {
      fours(terms, span, done, fromOutput, toOutput);
    }
  }

  private static void eights(SparseTerms terms, Span span, int done, int fromOutput, int toOutput) {
    int rest = span.length() - done;
    float[] part = rest < EIGHT ? new float[EIGHT] : null;
    for (int o = fromOutput; o < toOutput; o++) {
      int at = span.yAt() + o * span.yPlane() + done;
      float[] y = part == null ? span.y() : part;
      int yAt = part == null ? at : 0;
      eight(terms, o, span.x(), span.xAt() + done, y, yAt);
      if (span.summand() != null) {
        int s = span.summandAt() + o * span.summandPlane() + done;
        add(y, yAt, span.summand(), s, 8);
      }
      if (terms.maps()[o] != null) {
        add(y, yAt, terms.maps()[o], span.yAt() + done, 8);
      }
      if (span.relu()) {
        rectify(y, yAt, 8);
      }
      if (part != null) {
        System.arraycopy(part, 0, span.y(), at, rest);
      }
    }
  }

  private static void fours(SparseTerms terms, Span span, int done, int fromOutput, int toOutput) {
    int rest = span.length() - done;
    float[] part = rest < FOUR ? new float[FOUR] : null;
    for (int o = fromOutput; o < toOutput; o++) {
      int at = span.yAt() + o * span.yPlane() + done;
      float[] y = part == null ? span.y() : part;
      int yAt = part == null ? at : 0;
      four(terms, o, span.x(), span.xAt() + done, y, yAt);
      if (span.summand() != null) {
        int s = span.summandAt() + o * span.summandPlane() + done;
        add(y, yAt, span.summand(), s, 4);
      }
      if (terms.maps()[o] != null) {
        add(y, yAt, terms.maps()[o], span.yAt() + done, 4);
      }
      if (span.relu()) {
        rectify(y, yAt, 4);
      }
      if (part != null) {
        System.arraycopy(part, 0, span.y(), at, rest);
      }
    }
  }

  private static void eight(SparseTerms terms, int o, float[] x, int at, float[] y, int yAt) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    int to = terms.first()[o + 1];
    FloatVector a0 = FloatVector.broadcast(SPECIES, terms.bias()[o]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    for (int i = terms.first()[o]; i < to; i++) {
      int p = at + offsets[i];
      FloatVector v = FloatVector.broadcast(SPECIES, w[i]);
      a0 = FloatVector.fromArray(SPECIES, x, p).fma(v, a0);
      a1 = FloatVector.fromArray(SPECIES, x, p + L).fma(v, a1);
      a2 = FloatVector.fromArray(SPECIES, x, p + 2 * L).fma(v, a2);
      a3 = FloatVector.fromArray(SPECIES, x, p + 3 * L).fma(v, a3);
      a4 = FloatVector.fromArray(SPECIES, x, p + 4 * L).fma(v, a4);
      a5 = FloatVector.fromArray(SPECIES, x, p + 5 * L).fma(v, a5);
      a6 = FloatVector.fromArray(SPECIES, x, p + 6 * L).fma(v, a6);
      a7 = FloatVector.fromArray(SPECIES, x, p + 7 * L).fma(v, a7);
    }
    a0.intoArray(y, yAt);
    a1.intoArray(y, yAt + L);
    a2.intoArray(y, yAt + 2 * L);
    a3.intoArray(y, yAt + 3 * L);
    a4.intoArray(y, yAt + 4 * L);
    a5.intoArray(y, yAt + 5 * L);
    a6.intoArray(y, yAt + 6 * L);
    a7.intoArray(y, yAt + 7 * L);
  }

  /** Two terms at a time, or each sum would wait for the one before. */
  private static void four(SparseTerms terms, int o, float[] x, int at, float[] y, int yAt) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    int from = terms.first()[o];
    int to = terms.first()[o + 1];
    FloatVector a0 = FloatVector.broadcast(SPECIES, terms.bias()[o]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    if ((to - from & 1) == 1) {
      int p = at + offsets[from];
      FloatVector v = FloatVector.broadcast(SPECIES, w[from]);
      a0 = FloatVector.fromArray(SPECIES, x, p).fma(v, a0);
      a1 = FloatVector.fromArray(SPECIES, x, p + L).fma(v, a1);
      a2 = FloatVector.fromArray(SPECIES, x, p + 2 * L).fma(v, a2);
      a3 = FloatVector.fromArray(SPECIES, x, p + 3 * L).fma(v, a3);
      from++;
    }
    FloatVector b0 = FloatVector.zero(SPECIES);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    for (int i = from; i < to; i += 2) {
      int p = at + offsets[i];
      int q = at + offsets[i + 1];
      FloatVector v = FloatVector.broadcast(SPECIES, w[i]);
      FloatVector u = FloatVector.broadcast(SPECIES, w[i + 1]);
      a0 = FloatVector.fromArray(SPECIES, x, p).fma(v, a0);
      a1 = FloatVector.fromArray(SPECIES, x, p + L).fma(v, a1);
      a2 = FloatVector.fromArray(SPECIES, x, p + 2 * L).fma(v, a2);
      a3 = FloatVector.fromArray(SPECIES, x, p + 3 * L).fma(v, a3);
      b0 = FloatVector.fromArray(SPECIES, x, q).fma(u, b0);
      b1 = FloatVector.fromArray(SPECIES, x, q + L).fma(u, b1);
      b2 = FloatVector.fromArray(SPECIES, x, q + 2 * L).fma(u, b2);
      b3 = FloatVector.fromArray(SPECIES, x, q + 3 * L).fma(u, b3);
    }
    a0.add(b0).intoArray(y, yAt);
    a1.add(b1).intoArray(y, yAt + L);
    a2.add(b2).intoArray(y, yAt + 2 * L);
    a3.add(b3).intoArray(y, yAt + 3 * L);
  }

  @Override
  public void dense(DenseTerms terms, Span span, int fromOutput, int toOutput) {
    int together = DenseTerms.TOGETHER;
    float[] sums = new float[together * FOUR];
    for (int done = 0; done < span.length(); done += FOUR) {
      int rest = Math.min(FOUR, span.length() - done);
      for (int o = fromOutput; o < toOutput; o += together) {
        fourByFour(terms, o, span.x(), span.xAt() + done, sums);
        for (int i = 0; i < Math.min(together, toOutput - o); i++) {
          if (span.summand() != null) {
            int s = span.summandAt() + (o + i) * span.summandPlane() + done;
            add(sums, i * FOUR, span.summand(), s, 4);
          }
          if (terms.maps()[o + i] != null) {
            add(sums, i * FOUR, terms.maps()[o + i], span.yAt() + done, 4);
          }
          if (span.relu()) {
            rectify(sums, i * FOUR, 4);
          }
          int at = span.yAt() + (o + i) * span.yPlane() + done;
          System.arraycopy(sums, i * FOUR, span.y(), at, rest);
        }
      }
    }
  }

  private static void fourByFour(DenseTerms terms, int o, float[] x, int at, float[] sums) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    float[] bias = terms.bias();
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[o]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, bias[o + 1]);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, bias[o + 2]);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, bias[o + 3]);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    int j = o;
    for (int offset : offsets) {
      int p = at + offset;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, p + L);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, p + 2 * L);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, p + 3 * L);
      FloatVector v = FloatVector.broadcast(SPECIES, w[j]);
      a0 = x0.fma(v, a0);
      a1 = x1.fma(v, a1);
      a2 = x2.fma(v, a2);
      a3 = x3.fma(v, a3);
      v = FloatVector.broadcast(SPECIES, w[j + 1]);
      b0 = x0.fma(v, b0);
      b1 = x1.fma(v, b1);
      b2 = x2.fma(v, b2);
      b3 = x3.fma(v, b3);
      v = FloatVector.broadcast(SPECIES, w[j + 2]);
      c0 = x0.fma(v, c0);
      c1 = x1.fma(v, c1);
      c2 = x2.fma(v, c2);
      c3 = x3.fma(v, c3);
      v = FloatVector.broadcast(SPECIES, w[j + 3]);
      d0 = x0.fma(v, d0);
      d1 = x1.fma(v, d1);
      d2 = x2.fma(v, d2);
      d3 = x3.fma(v, d3);
      j += terms.outputs();
    }
    store(sums, 0, a0, a1, a2, a3);
    store(sums, FOUR, b0, b1, b2, b3);
    store(sums, 2 * FOUR, c0, c1, c2, c3);
    store(sums, 3 * FOUR, d0, d1, d2, d3);
  }

  private static void store(
      float[] to, int at, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    a.intoArray(to, at);
    b.intoArray(to, at + L);
    c.intoArray(to, at + 2 * L);
    d.intoArray(to, at + 3 * L);
  }

  private static void add(float[] y, int yAt, float[] other, int at, int vectors) {
    for (int i = 0; i < vectors * L; i += L) {
      FloatVector.fromArray(SPECIES, y, yAt + i)
          .add(FloatVector.fromArray(SPECIES, other, at + i))
          .intoArray(y, yAt + i);
    }
  }

  /** NaN stays NaN: it is not less than 0. */
  private static void rectify(float[] y, int yAt, int vectors) {
    for (int i = 0; i < vectors * L; i += L) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yAt + i);
      v.blend(0f, v.compare(VectorOperators.LT, 0f)).intoArray(y, yAt + i);
    }
  }

  @Override
  public void max(float[] from, int[] places, int count, float[] to, int toAt, int length) {
    int i = 0;
    for (; i + L <= length; i += L) {
      FloatVector most = FloatVector.fromArray(SPECIES, from, places[0] + i);
      for (int p = 1; p < count; p++) {
        most = most.max(FloatVector.fromArray(SPECIES, from, places[p] + i));
      }
      most.intoArray(to, toAt + i);
    }
    for (; i < length; i++) {
      float most = from[places[0] + i];
      for (int p = 1; p < count; p++) {
        most = Math.max(most, from[places[p] + i]);
      }
      to[toAt + i] = most;
    }
  }
}

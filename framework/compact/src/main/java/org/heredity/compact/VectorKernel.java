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

  /** From this density on it is faster to multiply by zeros than to look for the others. */
  private static final double DENSE = 0.35;

  @Override
  public boolean skips(double density) {
    return density < DENSE;
  }

  @Override
  public int block() {
    return EIGHT;
  }

  @Override
  public void sparse(SparseTerms terms, Span span, int fromOutput, int toOutput) {
    for (int done = 0; done < span.length(); done += EIGHT) {
      int rest = Math.min(EIGHT, span.length() - done);
      boolean few = rest <= FOUR;
      int whole = few ? FOUR : EIGHT;
      float[] part = rest < whole ? new float[whole] : null;
      for (int o = fromOutput; o < toOutput; o++) {
        int at = span.yAt() + o * span.yPlane() + done;
        float[] y = part == null ? span.y() : part;
        int yAt = part == null ? at : 0;
        float[] map = terms.maps()[o];
        float[] behind = few ? span.summand() : null;
        boolean whollyDone = map == null && behind == null;
        float least = span.relu() && whollyDone ? 0 : Float.NEGATIVE_INFINITY;
        int xAt = span.xAt() + done;
        if (few) {
          four(terms, o, span.x(), xAt, y, yAt, least);
        } else if (span.summand() == null) {
          eight(terms, o, span.x(), xAt, y, yAt, least);
        } else {
          int s = span.summandAt() + o * span.summandPlane() + done;
          eightOnto(terms, o, span.x(), xAt, y, yAt, least, span.summand(), s);
        }
        if (!whollyDone) {
          finish(span, behind, map, o, done, y, yAt, whole);
        }
        if (part != null) {
          System.arraycopy(part, 0, span.y(), at, rest);
        }
      }
    }
  }

  /** Adds what there is besides, in passes of their own. */
  private static void finish(
      Span span,
      float[] summand,
      float[] map,
      int output,
      int done,
      float[] y,
      int yAt,
      int length) {
    if (summand != null) {
      int at = span.summandAt() + output * span.summandPlane() + done;
      for (int i = 0; i < length; i += FOUR) {
        addFour(y, yAt + i, summand, at + i);
      }
    }
    if (map != null) {
      for (int i = 0; i < length; i += FOUR) {
        addFour(y, yAt + i, map, span.yAt() + done + i);
      }
    }
    if (span.relu()) {
      for (int i = 0; i < length; i += L) {
        rectify(y, yAt + i);
      }
    }
  }

  private static void addFour(float[] y, int yAt, float[] other, int at) {
    add(y, yAt, other, at);
    add(y, yAt + L, other, at + L);
    add(y, yAt + 2 * L, other, at + 2 * L);
    add(y, yAt + 3 * L, other, at + 3 * L);
  }

  private static void add(float[] y, int yAt, float[] other, int at) {
    FloatVector.fromArray(SPECIES, y, yAt)
        .add(FloatVector.fromArray(SPECIES, other, at))
        .intoArray(y, yAt);
  }

  private static void rectify(float[] y, int yAt) {
    FloatVector v = FloatVector.fromArray(SPECIES, y, yAt);
    v.blend(0f, v.compare(VectorOperators.LT, 0f)).intoArray(y, yAt);
  }

  /** Writes a vector, with 0 for what is less than {@code least}; NaN is not less. */
  private static void end(FloatVector sum, float least, float[] y, int at) {
    sum.blend(0f, sum.compare(VectorOperators.LT, least)).intoArray(y, at);
  }

  private static void eight(
      SparseTerms terms, int o, float[] x, int at, float[] y, int yAt, float least) {
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
    end(a0, least, y, yAt);
    end(a1, least, y, yAt + L);
    end(a2, least, y, yAt + 2 * L);
    end(a3, least, y, yAt + 3 * L);
    end(a4, least, y, yAt + 4 * L);
    end(a5, least, y, yAt + 5 * L);
    end(a6, least, y, yAt + 6 * L);
    end(a7, least, y, yAt + 7 * L);
  }

  /**
   * The same from a summand on; sums that began one way or the other would not stay in registers.
   */
  private static void eightOnto(
      SparseTerms terms,
      int o,
      float[] x,
      int at,
      float[] y,
      int yAt,
      float least,
      float[] summand,
      int summandAt) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    int to = terms.first()[o + 1];
    FloatVector bias = FloatVector.broadcast(SPECIES, terms.bias()[o]);
    FloatVector a0 = FloatVector.fromArray(SPECIES, summand, summandAt).add(bias);
    FloatVector a1 = FloatVector.fromArray(SPECIES, summand, summandAt + L).add(bias);
    FloatVector a2 = FloatVector.fromArray(SPECIES, summand, summandAt + 2 * L).add(bias);
    FloatVector a3 = FloatVector.fromArray(SPECIES, summand, summandAt + 3 * L).add(bias);
    FloatVector a4 = FloatVector.fromArray(SPECIES, summand, summandAt + 4 * L).add(bias);
    FloatVector a5 = FloatVector.fromArray(SPECIES, summand, summandAt + 5 * L).add(bias);
    FloatVector a6 = FloatVector.fromArray(SPECIES, summand, summandAt + 6 * L).add(bias);
    FloatVector a7 = FloatVector.fromArray(SPECIES, summand, summandAt + 7 * L).add(bias);
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
    end(a0, least, y, yAt);
    end(a1, least, y, yAt + L);
    end(a2, least, y, yAt + 2 * L);
    end(a3, least, y, yAt + 3 * L);
    end(a4, least, y, yAt + 4 * L);
    end(a5, least, y, yAt + 5 * L);
    end(a6, least, y, yAt + 6 * L);
    end(a7, least, y, yAt + 7 * L);
  }

  /** Two terms at a time, or each sum would wait for the one before. */
  private static void four(
      SparseTerms terms, int o, float[] x, int at, float[] y, int yAt, float least) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    int to = terms.first()[o + 1];
    FloatVector a0 = FloatVector.broadcast(SPECIES, terms.bias()[o]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.zero(SPECIES);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    int i = terms.first()[o];
    for (; i + 1 < to; i += 2) {
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
    for (; i < to; i++) {
      int p = at + offsets[i];
      FloatVector v = FloatVector.broadcast(SPECIES, w[i]);
      a0 = FloatVector.fromArray(SPECIES, x, p).fma(v, a0);
      a1 = FloatVector.fromArray(SPECIES, x, p + L).fma(v, a1);
      a2 = FloatVector.fromArray(SPECIES, x, p + 2 * L).fma(v, a2);
      a3 = FloatVector.fromArray(SPECIES, x, p + 3 * L).fma(v, a3);
    }
    end(a0.add(b0), least, y, yAt);
    end(a1.add(b1), least, y, yAt + L);
    end(a2.add(b2), least, y, yAt + 2 * L);
    end(a3.add(b3), least, y, yAt + 3 * L);
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
          finish(span, span.summand(), terms.maps()[o + i], o + i, done, sums, i * FOUR, FOUR);
          int at = span.yAt() + (o + i) * span.yPlane() + done;
          System.arraycopy(sums, i * FOUR, span.y(), at, rest);
        }
      }
    }
  }

  private static void fourByFour(DenseTerms terms, int o, float[] x, int at, float[] sums) {
    float[] w = terms.weights();
    int[] offsets = terms.offsets();
    FloatVector a0 = FloatVector.broadcast(SPECIES, terms.bias()[o]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, terms.bias()[o + 1]);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, terms.bias()[o + 2]);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, terms.bias()[o + 3]);
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

  @Override
  public void max(float[] from, int[] places, int count, float[] to, int toAt, int length) {
    int i = 0;
    for (; i + L <= length; i += L) {
      largest(from, places, count, i, to, toAt + i);
    }
    if (i < length) {
      float[] part = new float[L];
      largest(from, places, count, i, part, 0);
      System.arraycopy(part, 0, to, toAt + i, length - i);
    }
  }

  private static void largest(
      float[] from, int[] places, int count, int behind, float[] to, int toAt) {
    FloatVector most = FloatVector.fromArray(SPECIES, from, places[0] + behind);
    for (int p = 1; p < count; p++) {
      most = most.max(FloatVector.fromArray(SPECIES, from, places[p] + behind));
    }
    most.intoArray(to, toAt);
  }
}

package org.heredity.compact;

import java.util.Arrays;

/** Turns a convolution's weights into terms for one layout of what it reads. */
final class Terms {
  private final Operation.Convolution conv;
  private final Phases phases;
  private final Layout source;

  /** Rows, and columns, of the kernel that meet the image somewhere. */
  private final boolean[] met;

  /**
   * Looks where the terms lie.
   *
   * @param inSide of the images
   * @param outSide of the result
   * @param phases null if the convolution reads every pixel's neighbours as they lie
   * @param source what is read, taken apart if there are phases
   */
  Terms(Operation.Convolution conv, int inSide, int outSide, Phases phases, Layout source) {
    this.conv = conv;
    this.phases = phases;
    this.source = source;
    met = new boolean[conv.kernel()];
    for (int i = 0; i < met.length; i++) {
      met[i] = conv.meets(i, inSide, outSide);
    }
  }

  private int offset(int channel, int y, int x) {
    int at =
        phases == null
            ? source.at(channel, y - conv.padding(), x - conv.padding())
            : phases.at(source, channel, y, x);
    return at - source.origin();
  }

  private float weight(int output, int input, int y, int x) {
    int k = conv.kernel();
    return conv.weights()[((output * conv.in() + input) * k + y) * k + x];
  }

  private boolean counts(int y, int x) {
    return met[y] && met[x];
  }

  /** Those that are not zero. */
  SparseTerms sparse(float[][] maps) {
    int k = conv.kernel();
    int[] first = new int[conv.out() + 1];
    float[] weights = new float[conv.weights().length];
    int[] offsets = new int[weights.length];
    int count = 0;
    for (int o = 0; o < conv.out(); o++) {
      for (int i = 0; i < conv.in() * k * k; i++) {
        int y = i / k % k;
        int x = i % k;
        float weight = weight(o, i / (k * k), y, x);
        if (weight != 0 && counts(y, x)) {
          weights[count] = weight;
          offsets[count++] = offset(i / (k * k), y, x);
        }
      }
      first[o + 1] = count;
    }
    return new SparseTerms(
        first, Arrays.copyOf(weights, count), Arrays.copyOf(offsets, count), conv.bias(), maps);
  }

  /** All of them. */
  DenseTerms dense(float[][] maps) {
    int together = DenseTerms.TOGETHER;
    int outputs = (conv.out() + together - 1) / together * together;
    int k = conv.kernel();
    float[] weights = new float[conv.in() * k * k * outputs];
    int[] offsets = new int[conv.in() * k * k];
    int count = 0;
    for (int i = 0; i < conv.in() * k * k; i++) {
      int y = i / k % k;
      int x = i % k;
      if (counts(y, x)) {
        for (int o = 0; o < conv.out(); o++) {
          weights[count * outputs + o] = weight(o, i / (k * k), y, x);
        }
        offsets[count++] = offset(i / (k * k), y, x);
      }
    }
    return new DenseTerms(
        Arrays.copyOf(weights, count * outputs),
        Arrays.copyOf(offsets, count),
        outputs,
        Arrays.copyOf(conv.bias(), outputs),
        maps);
  }
}

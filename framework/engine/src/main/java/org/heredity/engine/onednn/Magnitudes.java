package org.heredity.engine.onednn;

import java.nio.IntBuffer;
import java.util.stream.IntStream;

/**
 * Compares magnitudes of many floats with a limit, as integers, which order them alike; infinity
 * and NaN are above every limit. Lanes apart, for the compiler to make vector instructions of.
 */
final class Magnitudes {
  private static final int PIECE = 1024;
  private static final int MAGNITUDE = 0x7fffffff;

  private final int limit;

  Magnitudes(float limit) {
    this.limit = Float.floatToRawIntBits(limit);
  }

  /** Whether one of {@code length} floats from a place on is above the limit. */
  boolean exceed(IntBuffer bits, int from, int length) {
    int[] piece = new int[PIECE];
    int[] signs = new int[PIECE];
    for (int at = 0; at < length; at += PIECE) {
      int n = Math.min(PIECE, length - at);
      bits.get(from + at, piece, 0, n);
      compare(piece, signs, n);
    }
    return IntStream.of(signs).anyMatch(sign -> sign < 0);
  }

  private void compare(int[] piece, int[] signs, int n) {
    for (int i = 0; i < n; i++) {
      signs[i] |= limit - (piece[i] & MAGNITUDE);
    }
  }
}

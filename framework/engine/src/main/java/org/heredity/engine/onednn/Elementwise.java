package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Element-wise loops over native memory: pieces that fit the first-level cache are copied to the
 * heap, where the compiler vectorises the loop, and back. Large arrays are split among the common
 * pool's threads; elements are independent, so the split changes nothing.
 */
final class Elementwise {
  private static final int PIECE = 1024;
  private static final int SHARE = 1 << 18;

  /** A loop over pieces of several arrays of one length. */
  interface Loop {
    /** Works on the first {@code n} elements of each piece, in place. */
    void run(float[][] pieces, int n);
  }

  private Elementwise() {}

  /**
   * Runs a loop over arrays of one length.
   *
   * @param written how many of the arrays, from the first, are written back
   */
  static void run(Loop loop, int written, FloatBuffer... arrays) {
    int length = arrays[0].remaining();
    int shares = Math.max(1, Math.min(threads(), length / SHARE));
    if (shares == 1) {
      part(loop, written, arrays, 0, length);
      return;
    }
    int each = (length / shares + PIECE - 1) / PIECE * PIECE;
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            s ->
                part(
                    loop,
                    written,
                    arrays,
                    Math.min(length, s * each),
                    s == shares - 1 ? length : Math.min(length, (s + 1) * each)));
  }

  /** Threads that loops are shared among. */
  static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static void part(Loop loop, int written, FloatBuffer[] arrays, int from, int to) {
    float[][] pieces = new float[arrays.length][PIECE];
    for (int at = from; at < to; at += PIECE) {
      int n = Math.min(PIECE, to - at);
      for (int a = 0; a < arrays.length; a++) {
        arrays[a].get(arrays[a].position() + at, pieces[a], 0, n);
      }
      loop.run(pieces, n);
      for (int a = 0; a < written; a++) {
        arrays[a].put(arrays[a].position() + at, pieces[a], 0, n);
      }
    }
  }
}

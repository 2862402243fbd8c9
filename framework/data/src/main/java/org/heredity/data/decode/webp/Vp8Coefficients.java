package org.heredity.data.decode.webp;

/** Reads the coefficients of one block after the other (RFC 6386, section 13). */
final class Vp8Coefficients {
  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
  private static final int[][] LARGE = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private final int[] probabilities;

  Vp8Coefficients(int[] probabilities) {
    this.probabilities = probabilities;
  }

  private int at(int type, int place, int context) {
    return ((type * 8 + BANDS[place]) * 3 + context) * 11;
  }

  /**
   * Reads a block.
   *
   * @param type 0 luma without its first, 1 second-order, 2 chroma, 3 luma
   * @param context how many of the blocks above and to the left have coefficients
   * @param step of the first coefficient, and then of the others
   * @param out 16 coefficients from {@code to} on, which are 0
   * @return the place behind the last coefficient
   */
  int read(Vp8Bits bits, int type, int context, int[] steps, int step, int[] out, int to) {
    int n = type == 0 ? 1 : 0;
    int p = at(type, n, context);
    while (n < 16) {
      if (bits.bit(probabilities[p]) == 0) {
        return n;
      }
      while (bits.bit(probabilities[p + 1]) == 0) {
        n++;
        p = at(type, n, 0);
        if (n == 16) {
          return 16;
        }
      }
      int value = 1;
      int next = 1;
      if (bits.bit(probabilities[p + 2]) == 1) {
        value = large(bits, p);
        next = 2;
      }
      int signed = bits.flag() ? -value : value;
      out[to + ZIGZAG[n]] = signed * steps[step + (n > 0 ? 1 : 0)];
      n++;
      p = at(type, n, next);
    }
    return 16;
  }

  private int large(Vp8Bits bits, int p) {
    if (bits.bit(probabilities[p + 3]) == 0) {
      if (bits.bit(probabilities[p + 4]) == 0) {
        return 2;
      }
      return 3 + bits.bit(probabilities[p + 5]);
    }
    if (bits.bit(probabilities[p + 6]) == 0) {
      if (bits.bit(probabilities[p + 7]) == 0) {
        return 5 + bits.bit(159);
      }
      int high = 2 * bits.bit(165);
      return 7 + high + bits.bit(145);
    }
    int high = bits.bit(probabilities[p + 8]);
    int category = 2 * high + bits.bit(probabilities[p + 9 + high]);
    int value = 0;
    for (int probability : LARGE[category]) {
      value = 2 * value + bits.bit(probability);
    }
    return value + 3 + (8 << category);
  }
}

package org.heredity.data.decode.webp;

import org.heredity.data.UnreadableImageException;

/** A canonical prefix code of up to 15 bits (RFC 9649, section 3.7.2); immutable. */
final class PrefixCode {
  private static final int MOST = 15;
  private static final int FAST = 8;
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /**
   * By the next {@link #fastBits}, first symbol and then length; a length of 0 for longer codes.
   */
  private final int[] fast;

  private final int fastBits;

  /** How many codes there are of each length, and all symbols in the order of their codes. */
  private final int[] counts = new int[MOST + 1];

  private final int[] symbols;

  private PrefixCode(int[] lengths) throws UnreadableImageException {
    int used = 0;
    for (int length : lengths) {
      counts[length]++;
      used += length > 0 ? 1 : 0;
    }
    counts[0] = 0;
    symbols = new int[used];
    int[] next = new int[MOST + 1];
    int open = 1;
    for (int length = 1; length <= MOST; length++) {
      next[length] = next[length - 1] + counts[length - 1];
      open = 2 * open - counts[length];
      if (open < 0) {
        break;
      }
    }
    if (used == 0 || open != 0 && used > 1) {
      throw new UnreadableImageException("its WebP data has a prefix code that is none");
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = symbol;
      }
    }
    int longest = 0;
    for (int length = 1; length <= MOST && used > 1; length++) {
      longest = counts[length] > 0 ? length : longest;
    }
    // No larger than the code needs: a hostile file may have very many of them.
    fastBits = Math.min(longest, FAST);
    fast = new int[1 << fastBits];
    if (used > 1) {
      fillFast();
    }
  }

  private void fillFast() {
    int code = 0;
    int index = 0;
    for (int length = 1; length <= fastBits; length++) {
      for (int i = 0; i < counts[length]; i++, code++, index++) {
        int reversed = Integer.reverse(code) >>> 32 - length;
        for (int at = reversed; at < fast.length; at += 1 << length) {
          fast[at] = symbols[index] << 4 | length;
        }
      }
      code <<= 1;
    }
  }

  /** Reads the code of an alphabet. */
  static PrefixCode read(LosslessBits bits, int alphabet) throws UnreadableImageException {
    int[] lengths = new int[alphabet];
    if (bits.flag()) {
      boolean two = bits.flag();
      int first = bits.number(bits.flag() ? 8 : 1);
      lengths[first] = 1;
      if (two) {
        lengths[bits.number(8)] = 1;
      }
      return new PrefixCode(lengths);
    }
    int[] ofLengths = new int[ORDER.length];
    int count = 4 + bits.number(4);
    for (int i = 0; i < count; i++) {
      ofLengths[ORDER[i]] = bits.number(3);
    }
    PrefixCode code = new PrefixCode(ofLengths);
    int left = alphabet;
    if (bits.flag()) {
      int size = 2 + 2 * bits.number(3);
      left = 2 + bits.number(size);
    }
    int previous = 8;
    for (int symbol = 0; symbol < alphabet && left > 0; left--) {
      int length = code.next(bits);
      if (length < 16) {
        lengths[symbol++] = length;
        previous = length > 0 ? length : previous;
      } else {
        int value = length == 16 ? previous : 0;
        int times =
            length == 16
                ? 3 + bits.number(2)
                : length == 17 ? 3 + bits.number(3) : 11 + bits.number(7);
        for (int i = 0; i < times; i++) {
          lengths[symbol++] = value;
        }
      }
    }
    return new PrefixCode(lengths);
  }

  /** The next symbol; a code of one symbol takes no bits. */
  int next(LosslessBits bits) {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int entry = fast[bits.peek(fastBits)];
    if ((entry & 15) > 0) {
      bits.skip(entry & 15);
      return entry >> 4;
    }
    int all = bits.peek(MOST);
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= MOST; length++) {
      code = code << 1 | all >> length - 1 & 1;
      int offset = code - first;
      if (offset < counts[length]) {
        bits.skip(length);
        return symbols[index + offset];
      }
      index += counts[length];
      first = first + counts[length] << 1;
    }
    throw new IndexOutOfBoundsException("no code");
  }
}

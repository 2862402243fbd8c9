package org.heredity.data.decode.webp;

/** VP8's arithmetic decoder (RFC 6386, section 7) over a part of an array. */
final class Vp8Bits {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int value;
  private int range = 254;
  private int bits = -8;
  private boolean overrun;

  /** Reads from {@code start} to before {@code end}. */
  Vp8Bits(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next bit, which is 0 with a probability of {@code probability / 256}. */
  int bit(int probability) {
    if (bits < 0) {
      overrun |= at >= end;
      value = value << 8 | (at < end ? bytes[at++] & 0xFF : 0);
      bits += 8;
    }
    int split = range * probability >> 8;
    int bit;
    int left;
    if (value >> bits > split) {
      left = range - split;
      value -= (split + 1) << bits;
      bit = 1;
    } else {
      left = split + 1;
      bit = 0;
    }
    int shift = Integer.numberOfLeadingZeros(left) - 24;
    range = (left << shift) - 1;
    bits -= shift;
    return bit;
  }

  boolean flag() {
    return bit(128) == 1;
  }

  /** A number of {@code count} bits. */
  int number(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 1 | bit(128);
    }
    return number;
  }

  /** A number of {@code count} bits, then its sign. */
  int signed(int count) {
    int number = number(count);
    return flag() ? -number : number;
  }

  /** As {@link #signed}, behind a flag that tells whether there is one; else 0. */
  int optional(int count) {
    return flag() ? signed(count) : 0;
  }

  /** Whether more was asked for than there was. */
  boolean overrun() {
    return overrun;
  }
}

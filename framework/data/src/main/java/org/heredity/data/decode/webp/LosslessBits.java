package org.heredity.data.decode.webp;

/** Numbers of some bits, the lowest first. */
final class LosslessBits {
  private final byte[] bytes;
  private final int end;
  private int at;
  private long value;
  private int count;
  private int missing;

  LosslessBits(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next up to 24 bits, without taking them; zeros behind the end. */
  int peek(int bits) {
    while (count < bits) {
      if (at < end) {
        value |= (bytes[at++] & 0xFFL) << count;
      } else {
        missing++;
      }
      count += 8;
    }
    return (int) value & (1 << bits) - 1;
  }

  void skip(int bits) {
    value >>>= bits;
    count -= bits;
  }

  int number(int bits) {
    int number = peek(bits);
    skip(bits);
    return number;
  }

  boolean flag() {
    return number(1) == 1;
  }

  /** Whether more was taken than there was. */
  boolean overrun() {
    return 8 * missing > count;
  }
}

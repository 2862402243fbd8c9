package org.heredity.data.decode.webp;

/** The inverse transforms of 4 x 4 blocks, exact to the bit as RFC 6386 asks for. */
final class Vp8Transform {
  private Vp8Transform() {}

  /** Adds the inverse cosine transform of 16 coefficients to the pixels at {@code at}. */
  static void addCosine(int[] in, int from, byte[] pixels, int at, int stride) {
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = in[from + i] + in[from + 8 + i];
      int b = in[from + i] - in[from + 8 + i];
      int c = small(in[from + 4 + i]) - large(in[from + 12 + i]);
      int d = large(in[from + 4 + i]) + small(in[from + 12 + i]);
      t[4 * i] = a + d;
      t[4 * i + 1] = b + c;
      t[4 * i + 2] = b - c;
      t[4 * i + 3] = a - d;
    }
    for (int i = 0; i < 4; i++) {
      int dc = t[i] + 4;
      int a = dc + t[8 + i];
      int b = dc - t[8 + i];
      int c = small(t[4 + i]) - large(t[12 + i]);
      int d = large(t[4 + i]) + small(t[12 + i]);
      int row = at + i * stride;
      add(pixels, row, a + d);
      add(pixels, row + 1, b + c);
      add(pixels, row + 2, b - c);
      add(pixels, row + 3, a - d);
    }
  }

  private static int large(int value) {
    return (value * 20091 >> 16) + value;
  }

  private static int small(int value) {
    return value * 35468 >> 16;
  }

  private static void add(byte[] pixels, int at, int value) {
    pixels[at] = (byte) clip((pixels[at] & 0xFF) + (value >> 3));
  }

  static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }

  /**
   * Spreads the Walsh-Hadamard transform of 16 numbers over the first coefficients of 16 blocks.
   */
  static void spreadHadamard(int[] in, int[] out) {
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = in[i] + in[12 + i];
      int b = in[4 + i] + in[8 + i];
      int c = in[4 + i] - in[8 + i];
      int d = in[i] - in[12 + i];
      t[i] = a + b;
      t[8 + i] = a - b;
      t[4 + i] = d + c;
      t[12 + i] = d - c;
    }
    for (int i = 0; i < 4; i++) {
      int dc = t[4 * i] + 3;
      int a = dc + t[4 * i + 3];
      int b = t[4 * i + 1] + t[4 * i + 2];
      int c = t[4 * i + 1] - t[4 * i + 2];
      int d = dc - t[4 * i + 3];
      out[64 * i] = a + b >> 3;
      out[64 * i + 16] = d + c >> 3;
      out[64 * i + 32] = a - b >> 3;
      out[64 * i + 48] = d - c >> 3;
    }
  }
}

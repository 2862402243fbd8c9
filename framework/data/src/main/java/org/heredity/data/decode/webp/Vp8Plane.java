package org.heredity.data.decode.webp;

import java.util.Arrays;

/**
 * One of a frame's three planes: whole blocks, with a border above (127) and to the left (129) that
 * prediction looks at.
 */
final class Vp8Plane {
  final byte[] pixels;
  final int stride;

  /** Pixels of a macroblock's side. */
  final int side;

  Vp8Plane(int columns, int rows, int side) {
    this.side = side;
    this.stride = columns * side + 1;
    this.pixels = new byte[Math.multiplyExact(stride, rows * side + 1)];
    Arrays.fill(pixels, 0, stride, (byte) 127);
    for (int y = 1; y <= rows * side; y++) {
      pixels[y * stride] = (byte) 129;
    }
  }

  /** Where the pixel at column {@code x} and row {@code y} is. */
  int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  int get(int at) {
    return pixels[at] & 0xFF;
  }

  /** Fills the square of {@code size} at {@code at} from its borders; mode 0 DC, 1 V, 2 H, 3 TM. */
  void predict(int mode, int at, int size, boolean above, boolean left) {
    switch (mode) {
      case 0 -> {
        int sum = 0;
        for (int i = 0; i < size; i++) {
          sum += (above ? get(at - stride + i) : 0) + (left ? get(at + i * stride - 1) : 0);
        }
        int count = size * ((above ? 1 : 0) + (left ? 1 : 0));
        int mean = count == 0 ? 128 : (sum + count / 2) / count;
        for (int y = 0; y < size; y++) {
          Arrays.fill(pixels, at + y * stride, at + y * stride + size, (byte) mean);
        }
      }
      case 1 -> {
        for (int y = 0; y < size; y++) {
          System.arraycopy(pixels, at - stride, pixels, at + y * stride, size);
        }
      }
      case 2 -> {
        for (int y = 0; y < size; y++) {
          int row = at + y * stride;
          Arrays.fill(pixels, row, row + size, pixels[row - 1]);
        }
      }
      default -> {
        int corner = get(at - stride - 1);
        for (int y = 0; y < size; y++) {
          int row = at + y * stride;
          int base = get(row - 1) - corner;
          for (int x = 0; x < size; x++) {
            pixels[row + x] = (byte) Vp8Transform.clip(base + get(at - stride + x));
          }
        }
      }
    }
  }
}

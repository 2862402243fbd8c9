package org.heredity.data.decode.webp;

/** Prediction of a 4 x 4 block of luma (RFC 6386, section 12.3) from the 13 pixels around it. */
final class Vp8Block {
  private static final int CORNER = 4;

  private final Vp8Plane plane;

  /** From the lowest on the left over the corner to the last above on the right. */
  private final int[] edge = new int[13];

  private int at;

  Vp8Block(Vp8Plane plane) {
    this.plane = plane;
  }

  /**
   * Fills the block.
   *
   * @param mode 0 DC, 1 TM, 2 VE, 3 HE, 4 LD, 5 RD, 6 VR, 7 VL, 8 HD, 9 HU
   * @param block where it is
   * @param right the four pixels above on the right
   */
  void predict(int mode, int block, int[] right) {
    at = block;
    int above = at - plane.stride;
    for (int i = 0; i < 4; i++) {
      edge[3 - i] = plane.get(at + i * plane.stride - 1);
      edge[CORNER + 1 + i] = plane.get(above + i);
      edge[CORNER + 5 + i] = right[i];
    }
    edge[CORNER] = plane.get(above - 1);
    switch (mode) {
      case 0 -> mean();
      case 1 -> plane.predict(3, at, 4, true, true);
      case 2 -> vertical();
      case 3 -> horizontal();
      case 4 -> leftDown();
      case 5 -> rightDown();
      case 6 -> verticalRight();
      case 7 -> verticalLeft();
      case 8 -> horizontalDown();
      default -> horizontalUp();
    }
  }

  private void set(int x, int y, int value) {
    plane.pixels[at + y * plane.stride + x] = (byte) value;
  }

  /** Of the pixel at {@code i} of the edge and the next one. */
  private int two(int i) {
    return edge[i] + edge[i + 1] + 1 >> 1;
  }

  /** Weighted, of the pixel at {@code i} of the edge and those beside it. */
  private int three(int i) {
    int next = edge[Math.min(i + 1, edge.length - 1)];
    return edge[Math.max(i - 1, 0)] + 2 * edge[i] + next + 2 >> 2;
  }

  private void mean() {
    int sum = 4;
    for (int i = 0; i < 4; i++) {
      sum += edge[i] + edge[CORNER + 1 + i];
    }
    for (int i = 0; i < 16; i++) {
      set(i & 3, i >> 2, sum >> 3);
    }
  }

  private void vertical() {
    for (int i = 0; i < 16; i++) {
      set(i & 3, i >> 2, three(CORNER + 1 + (i & 3)));
    }
  }

  private void horizontal() {
    for (int i = 0; i < 16; i++) {
      set(i & 3, i >> 2, three(3 - (i >> 2)));
    }
  }

  private void leftDown() {
    for (int i = 0; i < 16; i++) {
      set(i & 3, i >> 2, three(CORNER + 2 + (i & 3) + (i >> 2)));
    }
  }

  private void rightDown() {
    for (int i = 0; i < 16; i++) {
      set(i & 3, i >> 2, three(CORNER + (i & 3) - (i >> 2)));
    }
  }

  private void verticalRight() {
    for (int i = 0; i < 16; i++) {
      int x = i & 3;
      int y = i >> 2;
      int steps = 2 * x - y;
      int value;
      if (steps < 0) {
        value = three(steps == -1 ? CORNER : CORNER + 1 - y);
      } else {
        int base = CORNER + x - (y >> 1);
        value = (y & 1) == 0 ? two(base) : three(base);
      }
      set(x, y, value);
    }
  }

  private void verticalLeft() {
    for (int i = 0; i < 16; i++) {
      int x = i & 3;
      int y = i >> 2;
      int base = CORNER + 1 + x + (y >> 1);
      set(x, y, (y & 1) == 0 ? two(base) : three(base + 1));
    }
    // The standard's exceptions.
    set(3, 2, three(CORNER + 6));
    set(3, 3, three(CORNER + 7));
  }

  private void horizontalDown() {
    for (int i = 0; i < 16; i++) {
      int x = i & 3;
      int y = i >> 2;
      int steps = 2 * y - x;
      int value;
      if (steps < 0) {
        value = three(steps == -1 ? CORNER : CORNER - 1 + x);
      } else {
        int base = CORNER - y + (x >> 1);
        value = (x & 1) == 0 ? two(base - 1) : three(base);
      }
      set(x, y, value);
    }
  }

  private void horizontalUp() {
    for (int i = 0; i < 16; i++) {
      int x = i & 3;
      int y = i >> 2;
      int base = 3 - y - (x >> 1);
      int value;
      if (base <= 0) {
        value = edge[0];
      } else {
        value = (x & 1) == 0 ? two(base - 1) : three(base - 1);
      }
      set(x, y, value);
    }
  }
}

package org.heredity.engine.onednn;

/**
 * Winograd's minimal filtering for 3 x 3 kernels of stride 1 (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", CVPR 2016): an output tile of 4 x 4 takes 36 multiplications a
 * pair of channels instead of 144, {@code y = At [(G g Gt) * (Bt d B)] A}. What the gradients need
 * are the same matrices transposed. The points of interpolation are 0, +-2/3, +-3/2 and infinity:
 * with the usual 0, +-1, +-2 rounding is twice as large, so much that it turned pixels of attacks.
 */
final class Tiling {
  /** Side of an output tile. */
  static final int SIZE = 4;

  /** Multiplications along a side. */
  static final int POINTS = SIZE + 2;

  /** Of the input, {@code [POINTS][SIZE + 2]}. */
  static final Combination INPUT =
      new Combination(
          new float[][] {
            {1, 0, -97 / 36f, 0, 1, 0},
            {0, -3 / 2f, -9 / 4f, 2 / 3f, 1, 0},
            {0, 3 / 2f, -9 / 4f, -2 / 3f, 1, 0},
            {0, -2 / 3f, -4 / 9f, 3 / 2f, 1, 0},
            {0, 2 / 3f, -4 / 9f, -3 / 2f, 1, 0},
            {0, 1, 0, -97 / 36f, 0, 1}
          });

  /** Of the kernel, {@code [POINTS][3]}. */
  static final Combination KERNEL =
      new Combination(
          new float[][] {
            {1, 0, 0},
            {-81 / 130f, -27 / 65f, -18 / 65f},
            {-81 / 130f, 27 / 65f, -18 / 65f},
            {8 / 65f, 12 / 65f, 18 / 65f},
            {8 / 65f, -12 / 65f, 18 / 65f},
            {0, 0, 1}
          });

  /** Of the products, {@code [SIZE][POINTS]}. */
  static final Combination OUTPUT =
      new Combination(
          new float[][] {
            {1, 1, 1, 1, 1, 0},
            {0, 2 / 3f, -2 / 3f, 3 / 2f, -3 / 2f, 0},
            {0, 4 / 9f, 4 / 9f, 9 / 4f, 9 / 4f, 0},
            {0, 8 / 27f, -8 / 27f, 27 / 8f, -27 / 8f, 1}
          });

  private Tiling() {}

  /** Tiles along a side. */
  static int tiles(int side) {
    return (side + SIZE - 1) / SIZE;
  }
}

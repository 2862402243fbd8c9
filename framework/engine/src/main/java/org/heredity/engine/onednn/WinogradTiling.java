package org.heredity.engine.onednn;

/**
 * A bilinear way to convolve tiles of images with 3 x 3 kernels of stride 1, with fewer
 * multiplications than the sums have: {@code y = At [(G g Gt) * (Bt d B)] A} for a tile y of the
 * result and a window d of the source. The gradients need the same matrices transposed.
 */
enum WinogradTiling {
  /**
   * Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray, "Fast Algorithms for
   * Convolutional Neural Networks", CVPR 2016): 36 multiplications a pair of channels instead of
   * 144. The points of interpolation are 0, +-2/3, +-3/2 and infinity: with the usual 0, +-1, +-2
   * rounding is twice as large, enough to make pixels of attacks step the other way.
   */
  FOUR(
      new float[][] {
        {1, 0, -97 / 36f, 0, 1, 0},
        {0, -3 / 2f, -9 / 4f, 2 / 3f, 1, 0},
        {0, 3 / 2f, -9 / 4f, -2 / 3f, 1, 0},
        {0, -2 / 3f, -4 / 9f, 3 / 2f, 1, 0},
        {0, 2 / 3f, -4 / 9f, -3 / 2f, 1, 0},
        {0, 1, 0, -97 / 36f, 0, 1}
      },
      new float[][] {
        {1, 0, 0},
        {-81 / 130f, -27 / 65f, -18 / 65f},
        {-81 / 130f, 27 / 65f, -18 / 65f},
        {8 / 65f, 12 / 65f, 18 / 65f},
        {8 / 65f, -12 / 65f, 18 / 65f},
        {0, 0, 1}
      },
      new float[][] {
        {1, 1, 1, 1, 1, 0},
        {0, 2 / 3f, -2 / 3f, 3 / 2f, -3 / 2f, 0},
        {0, 4 / 9f, 4 / 9f, 9 / 4f, 9 / 4f, 0},
        {0, 8 / 27f, -8 / 27f, 27 / 8f, -27 / 8f, 1}
      }),

  /**
   * An image of 2 x 2 pixels, around which all is 0. Along a side, two pixels from two by three
   * weights are a Toeplitz matrix of order 2 times a vector, which takes three multiplications:
   * {@code y0 = w1 (x0 + x1) + (w2 - w1) x1} and {@code y1 = w1 (x0 + x1) + (w0 - w1) x0}; so 9 a
   * pair of channels instead of 16.
   */
  TWO(
      new float[][] {{1, 1}, {0, 1}, {1, 0}},
      new float[][] {{0, 1, 0}, {0, -1, 1}, {1, -1, 0}},
      new float[][] {{1, 1, 0}, {1, 0, 1}});

  /** Of the input, {@code [points][window]}. */
  final Combination input;

  /** Of the kernel, {@code [points][3]}. */
  final Combination kernel;

  /** Of the products, {@code [size][points]}. */
  final Combination output;

  /** Side of a tile of the result. */
  final int size;

  /** Side of what a tile is made from. */
  final int window;

  /** Multiplications along a side. */
  final int points;

  WinogradTiling(float[][] input, float[][] kernel, float[][] output) {
    this.input = new Combination(input);
    this.kernel = new Combination(kernel);
    this.output = new Combination(output);
    size = output.length;
    window = input[0].length;
    points = input.length;
  }

  /** That for images of a side. */
  static WinogradTiling of(int side) {
    return side == 2 ? TWO : FOUR;
  }

  /** How many pixels a window begins before its tile. */
  int before() {
    return (window - size) / 2;
  }

  /** Tiles along a side. */
  int tiles(int side) {
    return (side + size - 1) / size;
  }

  /** Matrix products. */
  int matrices() {
    return points * points;
  }
}

package org.heredity.engine.onednn;

import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Winograd's minimal filtering for 3 x 3 kernels of stride 1 (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", CVPR 2016): an output tile of {@code size x size} takes {@code
 * points x points} multiplications a pair of channels instead of {@code 9 * size * size}, {@code y
 * = At [(G g Gt) * (Bt d B)] A}. What the gradients need are the same matrices transposed.
 * Immutable.
 */
enum Tiling {
  /** Images of one pixel, of which only the kernel's middle sees anything. */
  POINT(1, 1, new float[][] {{0, 1, 0}}, new float[][] {{0, 1, 0}}, new float[][] {{1}}),

  /** 16 multiplications instead of 36. */
  TWO(
      2,
      4,
      new float[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}},
      new float[][] {{1, 0, 0}, {.5f, .5f, .5f}, {.5f, -.5f, .5f}, {0, 0, 1}},
      new float[][] {{1, 1, 1, 0}, {0, 1, -1, -1}}),

  /**
   * 36 multiplications instead of 144. The points are 0, +-2/3, +-3/2 and infinity: with the usual
   * 0, +-1, +-2 rounding is more than twice as large, as much as turns pixels of an attack.
   */
  FOUR(
      4,
      6,
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
      });

  /** Below so many channels the transforms cost more than the multiplications saved. */
  private static final int LEAST_CHANNELS = 64;

  /** Side of an output tile. */
  final int size;

  /** Multiplications along a side. */
  final int points;

  /** Of the input, {@code [points][size + 2]}. */
  final Combination input;

  /** Of the kernel, {@code [points][3]}. */
  final Combination kernel;

  /** Of the products, {@code [size][points]}. */
  final Combination output;

  Tiling(int size, int points, float[][] input, float[][] kernel, float[][] output) {
    this.size = size;
    this.points = points;
    this.input = new Combination(input);
    this.kernel = new Combination(kernel);
    this.output = new Combination(output);
  }

  /**
   * The tiling for a convolution of square images, or null where oneDNN's own kernels are better.
   * Depends on nothing but mode, shape and processor, so that results can be repeated. A mask's
   * search is never tiled: where a weight has no influence its gradient must be exactly 0, or
   * rounding outweighs the penalty, which is of the same size.
   *
   * @param side of the images
   */
  static Tiling of(Node.Conv conv, int side, Mode mode) {
    if (mode == Mode.MASK
        || conv.kernel() != 3
        || conv.stride() != 1
        || conv.padding() != 1
        || Math.min(conv.in(), conv.out()) < LEAST_CHANNELS
        || side > Dnn.largestTiledSide()) {
      return null;
    }
    return side == 1 ? POINT : side == 2 ? TWO : FOUR;
  }

  /** Share of the multiplications of a plan's convolutions that are tiled. */
  static double share(Plan plan, int imageSize, Mode mode) {
    Map<String, int[]> shapes = plan.shapes(imageSize);
    double tiled = 0;
    double all = 0;
    for (Node.Conv c : plan.convolutions()) {
      int side = shapes.get(c.name())[1];
      double work = (double) c.in() * c.out() * c.kernel() * c.kernel() * side * side;
      all += work;
      tiled += of(c, side, mode) == null ? 0 : work;
    }
    return tiled / Math.max(1, all);
  }

  /** Tiles along a side. */
  int tiles(int side) {
    return (side + size - 1) / size;
  }
}

package org.heredity.engine.onednn;

import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/** How a convolution is computed. Every way but the first lets images lie pixel by pixel. */
enum Lowering {
  /** By oneDNN's own kernels. */
  DIRECT,
  /** {@link WinogradConvolution}. */
  TILES,
  /** {@link GemmConvolution}. */
  WHOLE;

  /** Below so many channels the transforms cost more than the multiplications saved. */
  private static final int LEAST_CHANNELS = 64;

  /** From this side on a mask's search is tiled. */
  private static final int LEAST_MASKED = 8;

  /** Up to this side every pixel sees every other one. */
  private static final int LARGEST_WHOLE = 2;

  /**
   * The way that suits best. Depends on nothing but mode and shape, so that results can be
   * repeated. A mask's search has tiles in large images only: where a weight has no influence its
   * gradient must be exactly 0, or rounding outweighs the penalty, which is of the same size. That
   * happens where few pixels meet; what is 0 at all pixels stays so in tiles.
   *
   * @param side of the images
   */
  static Lowering of(Node.Conv conv, int side, Mode mode) {
    if (conv.kernel() != 3
        || conv.stride() != 1
        || conv.padding() != 1
        || Math.min(conv.in(), conv.out()) < LEAST_CHANNELS) {
      return DIRECT;
    }
    if (side == 1 || mode == Mode.MASK && side <= LARGEST_WHOLE) {
      return WHOLE;
    }
    boolean few = mode == Mode.MASK && side < LEAST_MASKED;
    return few ? DIRECT : TILES;
  }

  /** Elements that stand for one weight of a 3 x 3 kernel when images of a side are multiplied. */
  double turned(int side) {
    return switch (this) {
      case DIRECT -> 0;
      case TILES -> WinogradTiling.of(side).matrices() / 9.0;
      case WHOLE -> Math.pow(side, 4) / 9;
    };
  }

  /** Share of the multiplications of a plan's convolutions that are not {@link #DIRECT}. */
  static double share(Plan plan, int imageSize, Mode mode) {
    Map<String, int[]> shapes = plan.shapes(imageSize);
    double other = 0;
    double all = 0;
    for (Node.Conv c : plan.convolutions()) {
      int side = shapes.get(c.name())[1];
      double work = (double) c.in() * c.out() * c.kernel() * c.kernel() * side * side;
      all += work;
      other += of(c, side, mode) == DIRECT ? 0 : work;
    }
    return other / Math.max(1, all);
  }
}

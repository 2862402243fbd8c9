package org.heredity.engine.onednn;

import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/** The algorithm that computes a convolution. All but the first work on NHWC images. */
enum Lowering {
  /** oneDNN's own kernels. */
  DIRECT,
  /** {@link WinogradConvolution}. */
  WINOGRAD,
  /** {@link GemmConvolution}. */
  GEMM;

  /** Below so many channels the transforms cost more than the multiplications saved. */
  private static final int LEAST_CHANNELS = 64;

  /** From this side on a mask's search takes {@link #WINOGRAD}. */
  private static final int LEAST_MASKED = 8;

  /** Up to this side a 3 x 3 kernel joins every pixel to every other one. */
  private static final int LARGEST_GEMM = 2;

  /**
   * The algorithm that suits best. Depends on nothing but mode and shape, so that results can be
   * repeated. A mask's search takes {@link #WINOGRAD} for large images only: where a weight has no
   * influence its gradient must be exactly 0, or rounding outweighs the penalty, which is of the
   * same size. That happens where few pixels meet; what is 0 at all pixels stays so in tiles.
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
    if (side == 1 || mode == Mode.MASK && side <= LARGEST_GEMM) {
      return GEMM;
    }
    boolean few = mode == Mode.MASK && side < LEAST_MASKED;
    return few ? DIRECT : WINOGRAD;
  }

  /** Elements that stand for one weight of a 3 x 3 kernel when images of a side are multiplied. */
  double transformedWeights(int side) {
    return switch (this) {
      case DIRECT -> 0;
      case WINOGRAD -> WinogradTiling.of(side).matrices() / 9.0;
      case GEMM -> Math.pow(side, 4) / 9;
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

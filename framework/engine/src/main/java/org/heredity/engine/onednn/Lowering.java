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
  GEMM,
  /** {@link LinearLayer}. */
  LINEAR;

  /** Below so many channels the transforms cost more than the multiplications saved. */
  private static final int LEAST_CHANNELS = 64;

  /** From this side on a mask's search takes {@link #WINOGRAD}. */
  private static final int LEAST_MASKED = 8;

  /** Up to this side a 3 x 3 kernel joins every pixel to every other one. */
  private static final int LARGEST_GEMM = 2;

  /** From so many weights on, in bytes, another copy of a linear layer's is one too many. */
  private static final long LARGE_LINEAR = 4L << 20;

  /**
   * The algorithm that suits best. Depends on nothing but mode and shape, so that results can be
   * repeated. A mask's search takes {@link #WINOGRAD} for large images only: where a weight has no
   * influence its gradient must be exactly 0, or rounding outweighs the penalty, which is of the
   * same size. That happens where few pixels meet; what is 0 at all pixels stays so in tiles.
   *
   * @param side of the images
   */
  static Lowering of(Node.Conv conv, int side, Mode mode) {
    return of(conv, side, side, mode);
  }

  /**
   * The algorithm that suits best.
   *
   * @param height of the images
   * @param width of the images
   */
  static Lowering of(Node.Conv conv, int height, int width, Mode mode) {
    if (conv.linear()
        && height == 1
        && width == 1
        && Float.BYTES * conv.weights() >= LARGE_LINEAR) {
      return LINEAR;
    }
    if (height != width
        || !conv.simple()
        || conv.kernel() != 3
        || conv.stride() != 1
        || conv.padding() != 1
        || Math.min(conv.in(), conv.out()) < LEAST_CHANNELS) {
      return DIRECT;
    }
    if (height == 1 || mode == Mode.MASK && height <= LARGEST_GEMM) {
      return GEMM;
    }
    boolean few = mode == Mode.MASK && height < LEAST_MASKED;
    return few ? DIRECT : WINOGRAD;
  }

  /** Elements that stand for one weight of a 3 x 3 kernel when images of a side are multiplied. */
  double transformedWeights(int side) {
    return switch (this) {
      case DIRECT, LINEAR -> 0;
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
      int[] shape = shapes.get(c.name());
      double work = (double) c.weights() * shape[1] * shape[2];
      all += work;
      other += of(c, shape[1], shape[2], mode) == DIRECT ? 0 : work;
    }
    return other / Math.max(1, all);
  }
}

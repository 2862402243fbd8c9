package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.memory;

/**
 * A 3 x 3 convolution's weights as a {@link WinogradTiling} multiplies with them, {@code [points *
 * points, in, out]}, and the way back for their gradient. The weights themselves lie kernel first,
 * {@code [3, 3, in, out]}, so that every transform is a combination of long runs.
 */
final class WinogradWeights {
  private static final int PIECE = 1024;
  private static final int KERNEL = 3;

  final Tensor values;

  private final Dnn dnn;
  private final ConvWeights weights;
  private final WinogradTiling tiling;
  private final int length;
  private final Combination back;

  WinogradWeights(Dnn dnn, Arena arena, ConvWeights weights, WinogradTiling tiling) {
    this(dnn, arena, weights, tiling, null);
  }

  /** On values that there are, or, where they are null, on its own. */
  private WinogradWeights(
      Dnn dnn, Arena arena, ConvWeights weights, WinogradTiling tiling, Tensor shared) {
    this.dnn = dnn;
    this.weights = weights;
    this.tiling = tiling;
    this.length = weights.conv.in() * weights.conv.out();
    this.back = tiling.kernel.transposed();
    if (shared == null) {
      values = tensor(arena);
      refresh();
    } else {
      values = shared;
    }
  }

  /** The same values, with a gradient that goes to {@code owner}'s. */
  WinogradWeights lane(Dnn other, ConvWeights owner) {
    return new WinogradWeights(other, null, owner, tiling, values);
  }

  /** A tensor like {@link #values}. */
  Tensor tensor(Arena of) {
    memory.desc layout = Dnn.plain(tiling.matrices(), weights.conv.in(), weights.conv.out());
    return of.tensor(dnn, layout);
  }

  /** {@code values := G g Gt}, of the weights as they are now. */
  void refresh() {
    transform(weights.values.floats(), KERNEL, tiling.kernel, values.floats());
  }

  /** The weights' gradient from that of {@link #values}: {@code Gt u G}. */
  void gradientBack(Tensor gradient) {
    transform(gradient.floats(), tiling.points, back, weights.gradient.floats());
  }

  /** Applies a combination to both axes of {@code [side, side, length]}. */
  private void transform(FloatBuffer from, int side, Combination combination, FloatBuffer to) {
    int made = combination.rows();
    int pieces = (length + PIECE - 1) / PIECE;
    int shares = Math.min(pieces, dnn.threads());
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              float[][][] in = new float[side][side][PIECE];
              float[][][] half = new float[side][made][PIECE];
              float[][] row = new float[side][];
              float[][] out = new float[made][PIECE];
              for (int piece = share; piece < pieces; piece += shares) {
                int start = piece * PIECE;
                int n = Math.min(PIECE, length - start);
                for (int c = 0; c < side; c++) {
                  for (int r = 0; r < side; r++) {
                    from.get((r * side + c) * length + start, in[c][r], 0, n);
                  }
                  combination.apply(in[c], half[c], n);
                }
                for (int a = 0; a < made; a++) {
                  for (int c = 0; c < side; c++) {
                    row[c] = half[c][a];
                  }
                  combination.apply(row, out, n);
                  for (int b = 0; b < made; b++) {
                    to.put((a * made + b) * length + start, out[b], 0, n);
                  }
                }
              }
            });
  }
}

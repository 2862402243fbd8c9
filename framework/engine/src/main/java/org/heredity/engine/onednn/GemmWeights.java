package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A 3 x 3 convolution's weights as one matrix from all pixels of an image to all pixels of the
 * result, {@code [side * side * in, side * side * out]}, and the way back for that matrix's
 * gradient. The weights themselves lie kernel first, {@code [3, 3, in, out]}.
 */
final class GemmWeights {
  private static final int KERNEL = 3;

  final Tensor values;

  private final Dnn dnn;
  private final ConvWeights weights;
  private final int side;
  private final int pixels;
  private final int in;
  private final int out;

  /** By place in the kernel: which pixel of the source meets which one of the result there. */
  private final List<List<Pair>> pairs = new ArrayList<>();

  private record Pair(int from, int to) {}

  /** For images so small that the kernel joins all pixels: {@code side} is 1 or 2. */
  GemmWeights(Dnn dnn, Arena arena, ConvWeights weights, int side) {
    this(dnn, arena, weights, side, null);
  }

  /** On values that there are, or, where they are null, on its own. */
  private GemmWeights(Dnn dnn, Arena arena, ConvWeights weights, int side, Tensor shared) {
    this.dnn = dnn;
    this.side = side;
    this.weights = weights;
    pixels = side * side;
    in = weights.conv.in();
    out = weights.conv.out();
    for (int place = 0; place < KERNEL * KERNEL; place++) {
      pairs.add(new ArrayList<>());
    }
    for (int from = 0; from < pixels; from++) {
      for (int to = 0; to < pixels; to++) {
        int row = from / side - to / side + 1;
        int column = from % side - to % side + 1;
        pairs.get(row * KERNEL + column).add(new Pair(from, to));
      }
    }
    if (shared == null) {
      values = tensor(arena);
      refresh();
    } else {
      values = shared;
    }
  }

  /** The same values, with a gradient that goes to {@code owner}'s. */
  GemmWeights lane(Dnn other, ConvWeights owner) {
    return new GemmWeights(other, null, owner, side, values);
  }

  /** A tensor like {@link #values}. */
  Tensor tensor(Arena of) {
    return of.tensor(dnn, Dnn.plain((long) pixels * in, (long) pixels * out));
  }

  private int place(Pair pair, int channel) {
    return ((pair.from * in + channel) * pixels + pair.to) * out;
  }

  /** Makes {@link #values} from the weights as they are now. */
  void refresh() {
    FloatBuffer from = weights.values.floats();
    FloatBuffer to = values.floats();
    rows(
        (place, channel, line, sum) -> {
          from.get((place * in + channel) * out, line);
          for (Pair pair : pairs.get(place)) {
            to.put(place(pair, channel), line);
          }
        });
  }

  /** The weights' gradient from that of {@link #values}; 0 at places where no pixels meet. */
  void gradientBack(Tensor gradient) {
    FloatBuffer from = gradient.floats();
    FloatBuffer to = weights.gradient.floats();
    rows(
        (place, channel, line, sum) -> {
          Arrays.fill(sum, 0f);
          for (Pair pair : pairs.get(place)) {
            from.get(place(pair, channel), line);
            add(sum, line);
          }
          to.put((place * in + channel) * out, sum);
        });
  }

  private static void add(float[] to, float[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }

  private interface Row {
    /** Works on one channel of the source at one place of the kernel, with two lines to use. */
    void run(int place, int channel, float[] line, float[] sum);
  }

  private void rows(Row row) {
    int shares = Math.min(in, dnn.threads());
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              float[] line = new float[out];
              float[] sum = new float[out];
              int end = (int) ((share + 1L) * in / shares);
              for (int place = 0; place < KERNEL * KERNEL; place++) {
                for (int c = (int) ((long) share * in / shares); c < end; c++) {
                  row.run(place, c, line, sum);
                }
              }
            });
  }
}

package org.heredity.compact;

import java.util.List;
import java.util.stream.IntStream;

/** A model made ready for one number of images. Not thread-safe; several threads work on a step. */
final class Program {
  private static final int PIXELS = 16;

  private final Value input;
  private final Value logits;
  private final List<Step> steps;
  private final float[][] memory;

  /**
   * What {@link ProgramCompiler} made.
   *
   * @param input where images go
   * @param logits where results come from
   * @param memory an array for each slot
   */
  Program(Value input, Value logits, List<Step> steps, float[][] memory) {
    this.input = input;
    this.logits = logits;
    this.steps = List.copyOf(steps);
    this.memory = memory;
  }

  /** How many images it takes. */
  int images() {
    return input.layout().images();
  }

  /**
   * Computes logits.
   *
   * @param images {@code [N, 3, side, side]}
   * @param first of the images that are taken
   * @param to {@code [N, classes]}
   */
  void run(float[] images, int first, float[] to) {
    Layout layout = input.layout();
    each(layout.channels() * layout.side(), row -> read(images, first, row));
    for (Step step : steps) {
      each(step.pieces(), piece -> step.run(memory, piece));
    }
    int classes = logits.layout().channels();
    float[] from = logits.in(memory);
    for (int n = 0; n < images(); n++) {
      for (int c = 0; c < classes; c++) {
        to[(first + n) * classes + c] = from[logits.layout().at(c, 0, 0) + n];
      }
    }
  }

  private static void each(int pieces, java.util.function.IntConsumer piece) {
    IntStream all = IntStream.range(0, pieces);
    // The common pool has a thread beside the one that waits for it even where there is one
    // processor.
    boolean several = pieces > 1 && Runtime.getRuntime().availableProcessors() > 1;
    (several ? all.parallel() : all).forEach(piece);
  }

  /**
   * A row of a channel, of all images; some pixels of each after the other, to stay in the cache.
   */
  private void read(float[] images, int first, int row) {
    Layout layout = input.layout();
    int side = layout.side();
    int count = layout.images();
    float[] to = input.in(memory);
    int at = layout.at(row / side, row % side, 0);
    for (int begin = 0; begin < side; begin += PIXELS) {
      int end = Math.min(side, begin + PIXELS);
      for (int n = 0; n < count; n++) {
        int from = ((first + n) * layout.channels() * side + row) * side;
        for (int x = begin; x < end; x++) {
          to[at + x * count + n] = images[from + x];
        }
      }
    }
  }
}

package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The transforms of a {@link Tiling} between images, {@code [N, side, side, C]}, and stacks of
 * matrices, {@code [points * points, images * tiles, C]}. A row of tiles is copied to the heap,
 * combined in long runs, which the compiler vectorises, and copied back; rows (or whole images,
 * where tiles overlap) are shared out among the threads. Each value is computed in one fixed order
 * whatever the number of threads.
 */
final class TileTransforms {
  private final Tiling tiling;
  private final int side;
  private final int perSide;
  private final int size;
  private final int points;
  private final Combination outputTurned;
  private final Combination inputTurned;

  TileTransforms(Tiling tiling, int side) {
    this.tiling = tiling;
    this.side = side;
    perSide = tiling.tiles(side);
    size = tiling.size;
    points = tiling.points;
    outputTurned = tiling.output.transposed();
    inputTurned = tiling.input.transposed();
  }

  /** A task's memory: as large as the largest step needs. */
  private record Buffers(float[] rows, float[] half, float[] stack) {}

  private Buffers buffers(int channels) {
    int wide = (perSide * size + 2) * channels;
    int stack = points * points * perSide * channels;
    return new Buffers(
        new float[(size + 2) * wide], new float[Math.max(points * wide, stack)], new float[stack]);
  }

  private interface Work {
    void run(int item, Buffers buffers);
  }

  private void share(int items, int channels, Work work) {
    int shares = Math.min(items, Elementwise.threads());
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              Buffers buffers = buffers(channels);
              int to = (int) ((share + 1L) * items / shares);
              for (int item = (int) ((long) share * items / shares); item < to; item++) {
                work.run(item, buffers);
              }
            });
  }

  /** {@code stack := Bt d B} for every tile d of the images from {@code first} on. */
  void input(Tensor images, int first, int count, int channels, Tensor stack) {
    gather(images, first, count, channels, 1, size + 2, tiling.input, stack);
  }

  /** {@code stack := A y At} for every tile y of a gradient of the result. */
  void outputGradient(Tensor gradient, int first, int count, int channels, Tensor stack) {
    gather(gradient, first, count, channels, 0, size, outputTurned, stack);
  }

  /**
   * Reads tiles of {@code window x window} that begin {@code before} pixels early, and combines
   * both axes.
   */
  private void gather(
      Tensor images,
      int first,
      int count,
      int channels,
      int before,
      int window,
      Combination combination,
      Tensor stack) {
    FloatBuffer from = images.floats();
    FloatBuffer to = stack.floats();
    int wide = (perSide * size + window - size) * channels;
    int line = side * channels;
    int all = count * perSide * perSide;
    share(
        count * perSide,
        channels,
        (item, b) -> {
          int image = first + item / perSide;
          int tileRow = item % perSide;
          for (int r = 0; r < window; r++) {
            int y = tileRow * size + r - before;
            int at = r * wide;
            if (y < 0 || y >= side) {
              Arrays.fill(b.rows, at, at + wide, 0f);
              continue;
            }
            int gap = before * channels;
            Arrays.fill(b.rows, at, at + gap, 0f);
            from.get((image * side + y) * line, b.rows, at + gap, line);
            Arrays.fill(b.rows, at + gap + line, at + wide, 0f);
          }
          for (int a = 0; a < points; a++) {
            combination.apply(a, b.rows, 0, wide, b.half, a * wide, wide);
          }
          int run = perSide * channels;
          for (int a = 0; a < points; a++) {
            for (int c = 0; c < points; c++) {
              for (int t = 0; t < perSide; t++) {
                int start = a * wide + t * size * channels;
                combination.apply(c, b.half, start, channels, b.stack, t * channels, channels);
              }
              int row = (a * points + c) * all + item * perSide;
              to.put(row * channels, b.stack, 0, run);
            }
          }
        });
  }

  /** {@code result := At m A + bias + other} for every tile, rectified if asked for. */
  void output(
      Tensor stack,
      int first,
      int count,
      int channels,
      Tensor bias,
      Tensor other,
      boolean relu,
      Tensor result) {
    FloatBuffer from = stack.floats();
    FloatBuffer to = result.floats();
    FloatBuffer more = other == null ? null : other.floats();
    float[] shift = null;
    if (bias != null) {
      shift = new float[perSide * size * channels];
      for (int x = 0; x < perSide * size; x++) {
        bias.floats().get(0, shift, x * channels, channels);
      }
    }
    float[] shiftLine = shift;
    int run = perSide * channels;
    int line = side * channels;
    int all = count * perSide * perSide;
    share(
        count * perSide,
        channels,
        (item, b) -> {
          int image = first + item / perSide;
          int tileRow = item % perSide;
          for (int k = 0; k < points * points; k++) {
            from.get((k * all + item * perSide) * channels, b.stack, k * run, run);
          }
          for (int a = 0; a < size; a++) {
            int y = tileRow * size + a;
            if (y >= side) {
              break;
            }
            for (int c = 0; c < points; c++) {
              tiling.output.apply(a, b.stack, c * run, points * run, b.half, c * run, run);
            }
            for (int t = 0; t < perSide; t++) {
              for (int e = 0; e < size; e++) {
                int at = (t * size + e) * channels;
                tiling.output.apply(e, b.half, t * channels, run, b.rows, at, channels);
              }
            }
            if (shiftLine != null) {
              add(b.rows, shiftLine, line);
            }
            int place = (image * side + y) * line;
            if (more != null) {
              more.get(place, b.half, 0, line);
              add(b.rows, b.half, line);
            }
            if (relu) {
              rectify(b.rows, line);
            }
            to.put(place, b.rows, 0, line);
          }
        });
  }

  /** {@code result := sum over tiles of B v Bt}, where tiles overlap. */
  void inputGradient(Tensor stack, int first, int count, int channels, Tensor result) {
    FloatBuffer from = stack.floats();
    FloatBuffer to = result.floats();
    int window = size + 2;
    int wide = (perSide * size + 2) * channels;
    int run = perSide * channels;
    int line = side * channels;
    int all = count * perSide * perSide;
    share(
        count,
        channels,
        (item, b) -> {
          float[] part = new float[channels];
          Arrays.fill(b.rows, 0, window * wide, 0f);
          for (int tileRow = 0; tileRow < perSide; tileRow++) {
            int tile = (item * perSide + tileRow) * perSide;
            for (int k = 0; k < points * points; k++) {
              from.get((k * all + tile) * channels, b.stack, k * run, run);
            }
            for (int r = 0; r < window; r++) {
              for (int c = 0; c < points; c++) {
                inputTurned.apply(r, b.stack, c * run, points * run, b.half, c * run, run);
              }
              for (int t = 0; t < perSide; t++) {
                for (int s = 0; s < window; s++) {
                  inputTurned.apply(s, b.half, t * channels, run, part, 0, channels);
                  add(b.rows, r * wide + (t * size + s) * channels, part, channels);
                }
              }
            }
            // All rows but the last two have got all that they get; those begin the next tiles.
            int last = tileRow == perSide - 1 ? window : size;
            for (int r = 0; r < last; r++) {
              int y = tileRow * size + r - 1;
              if (y >= 0 && y < side) {
                int place = ((first + item) * side + y) * line;
                to.put(place, b.rows, r * wide + channels, line);
              }
            }
            System.arraycopy(b.rows, size * wide, b.rows, 0, 2 * wide);
            Arrays.fill(b.rows, 2 * wide, window * wide, 0f);
          }
        });
  }

  private static void add(float[] to, float[] more, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += more[i];
    }
  }

  private static void add(float[] to, int at, float[] more, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] += more[i];
    }
  }

  private static void rectify(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = Math.max(values[i], 0f);
    }
  }
}

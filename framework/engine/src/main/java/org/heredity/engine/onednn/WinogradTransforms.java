package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The transforms of a {@link WinogradTiling} between NHWC images, {@code [N, side, side, C]}, and
 * stacks of matrices, {@code [points * points, images * tiles, C]}. A row of tiles is copied to the
 * heap, to a line for every place in a tile, in which the tiles lie one after the other, so that
 * every transform combines whole lines. Rows of tiles are shared out among the threads. Each value
 * is computed in one fixed order whatever the number of threads.
 */
final class WinogradTransforms {
  private final int threads;
  private final int side;
  private final int channels;
  private final int perSide;
  private final WinogradTiling tiling;
  private final int size;
  private final int window;
  private final int points;
  private final Combination inputTransposed;
  private final Combination outputTransposed;

  WinogradTransforms(WinogradTiling tiling, int threads, int side, int channels) {
    this.tiling = tiling;
    size = tiling.size;
    window = tiling.window;
    points = tiling.points;
    this.threads = threads;
    this.side = side;
    this.channels = channels;
    perSide = tiling.tiles(side);
    outputTransposed = tiling.output.transposed();
    inputTransposed = tiling.input.transposed();
  }

  /** A thread's part of the rows of tiles, which it works through in order. */
  private interface Part {
    /** Works on row {@code tileRow} of an image's tiles; {@code item} counts over all images. */
    void run(int image, int tileRow, int item, boolean first);
  }

  private interface Parts {
    /** A part with memory of its own. */
    Part open();
  }

  private void share(int images, Parts parts) {
    int items = images * perSide;
    int shares = Math.min(items, threads);
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              Part part = parts.open();
              int from = (int) ((long) share * items / shares);
              int to = (int) ((share + 1L) * items / shares);
              for (int item = from; item < to; item++) {
                part.run(item / perSide, item % perSide, item, item == from);
              }
            });
  }

  /** {@code [rows][columns]} lines that hold all tiles of a row and {@code more}. */
  private float[][][] lines(int rows, int columns, int more) {
    return new float[rows][columns][(perSide + more) * channels];
  }

  private static float[][][] transposed(float[][][] lines) {
    float[][][] transposed = new float[lines[0].length][lines.length][];
    for (int a = 0; a < lines.length; a++) {
      for (int b = 0; b < lines[a].length; b++) {
        transposed[b][a] = lines[a][b];
      }
    }
    return transposed;
  }

  /** {@code stack := Bt d B} for every tile d of the images from {@code first} on. */
  void input(Tensor images, int first, int count, Tensor stack) {
    gather(images, first, count, tiling.before(), window, tiling.input, stack);
  }

  /** {@code stack := A y At} for every tile y of a gradient of the result. */
  void outputGradient(Tensor gradient, int first, int count, Tensor stack) {
    gather(gradient, first, count, 0, size, outputTransposed, stack);
  }

  /**
   * Transforms windows of {@code wide x wide} that begin {@code before} pixels before their tile.
   */
  private void gather(
      Tensor images,
      int first,
      int count,
      int before,
      int wide,
      Combination combination,
      Tensor stack) {
    FloatBuffer from = images.floats();
    FloatBuffer to = stack.floats();
    int all = count * perSide * perSide;
    int run = perSide * channels;
    share(
        count,
        () -> {
          float[][][] in = lines(size, wide, 2);
          float[][][] half = lines(points, wide, 2);
          float[][][] halfTransposed = transposed(half);
          float[][] made = lines(1, points, 0)[0];
          return (image, tileRow, item, start) -> {
            for (int s = 0; s < size; s++) {
              int tiles = tiles(s, wide);
              // What the tiles above read last is what these read first.
              int known = start || tileRow == 0 ? 0 : wide - size;
              for (int r = 0; r < known; r++) {
                float[] free = in[s][r];
                in[s][r] = in[s][r + size];
                in[s][r + size] = free;
              }
              for (int r = known; r < wide; r++) {
                int y = tileRow * size + r - before;
                readLine(from, first + image, y, s - before, tiles, in[s][r]);
              }
              combination.apply(in[s], halfTransposed[s], tiles * channels);
            }
            for (int a = 0; a < points; a++) {
              for (int s = size; s < wide; s++) {
                System.arraycopy(half[a][s % size], s / size * channels, half[a][s], 0, run);
              }
              combination.apply(half[a], made, run);
              for (int c = 0; c < points; c++) {
                to.put(((a * points + c) * all + item * perSide) * channels, made[c], 0, run);
              }
            }
          };
        });
  }

  /** How many tiles a line needs for windows to find all pixels at place {@code s} of a tile. */
  private int tiles(int s, int wide) {
    return perSide + (wide - 1 - s) / size;
  }

  /** Reads the pixels {@code x, x + size, ...} of row {@code y}; 0 outside the image. */
  private void readLine(FloatBuffer from, int image, int y, int x, int tiles, float[] line) {
    if (y < 0 || y >= side) {
      Arrays.fill(line, 0, tiles * channels, 0f);
      return;
    }
    int row = (image * side + y) * side;
    for (int t = 0; t < tiles; t++) {
      int column = x + t * size;
      if (column < 0 || column >= side) {
        Arrays.fill(line, t * channels, (t + 1) * channels, 0f);
      } else {
        from.get((row + column) * channels, line, t * channels, channels);
      }
    }
  }

  /** The inverse of {@link #readLine}. */
  private void writeLine(FloatBuffer to, int image, int y, int x, int tiles, float[] line) {
    if (y < 0 || y >= side) {
      return;
    }
    int row = (image * side + y) * side;
    for (int t = 0; t < tiles; t++) {
      int column = x + t * size;
      if (column >= 0 && column < side) {
        to.put((row + column) * channels, line, t * channels, channels);
      }
    }
  }

  private void readStack(FloatBuffer from, int all, int item, float[][][] stack) {
    int run = perSide * channels;
    for (int a = 0; a < points; a++) {
      for (int c = 0; c < points; c++) {
        int start = ((a * points + c) * all + item * perSide) * channels;
        from.get(start, stack[a][c], 0, run);
      }
    }
  }

  /** {@code result := At m A + bias + other} for every tile, rectified if asked for. */
  void output(
      Tensor stack, int first, int count, Tensor bias, Tensor other, boolean relu, Tensor result) {
    FloatBuffer from = stack.floats();
    FloatBuffer to = result.floats();
    FloatBuffer more = other == null ? null : other.floats();
    int all = count * perSide * perSide;
    int run = perSide * channels;
    float[] shift = new float[run];
    if (bias != null) {
      for (int t = 0; t < perSide; t++) {
        bias.floats().get(0, shift, t * channels, channels);
      }
    }
    share(
        count,
        () -> {
          float[][][] read = lines(points, points, 0);
          float[][][] half = lines(points, size, 0);
          float[][][] halfTransposed = transposed(half);
          float[][] made = lines(1, size, 0)[0];
          float[] summand = new float[run];
          return (image, tileRow, item, start) -> {
            readStack(from, all, item, read);
            for (int a = 0; a < points; a++) {
              tiling.output.apply(read[a], half[a], run);
            }
            for (int e = 0; e < size; e++) {
              tiling.output.apply(halfTransposed[e], made, run);
              for (int r = 0; r < size && tileRow * size + r < side; r++) {
                int y = tileRow * size + r;
                if (more != null) {
                  readLine(more, first + image, y, e, perSide, summand);
                  add(made[r], summand, run);
                }
                if (relu) {
                  rectifiedSum(made[r], shift, run);
                } else if (bias != null) {
                  add(made[r], shift, run);
                }
                writeLine(to, first + image, y, e, perSide, made[r]);
              }
            }
          };
        });
  }

  /** {@code result := sum over tiles of B v Bt}, where tiles overlap. */
  void inputGradient(Tensor stack, int first, int count, Tensor result) {
    FloatBuffer from = stack.floats();
    FloatBuffer to = result.floats();
    int all = count * perSide * perSide;
    share(
        count,
        () -> {
          float[][][] read = lines(points, points, 0);
          float[][] wide = lines(1, window, 0)[0];
          float[][][] half = lines(points, size, 2);
          float[][][] halfTransposed = transposed(half);
          float[][][] made = lines(size, window, 2);
          float[][][] above = lines(size, window, 2);
          float[] spare = new float[(perSide + 2) * channels];
          return (image, tileRow, item, start) -> {
            // A part that begins within an image needs what the tiles above give to its first rows.
            for (int now = start && tileRow > 0 ? item - 1 : item; now <= item; now++) {
              readStack(from, all, now, read);
              for (int a = 0; a < points; a++) {
                inputTransposed.apply(read[a], wide, perSide * channels);
                overlap(wide, half[a], spare);
              }
              for (int s = 0; s < size; s++) {
                float[][] free = above[s];
                above[s] = made[s];
                made[s] = free;
                inputTransposed.apply(halfTransposed[s], made[s], tiles(s, window) * channels);
              }
            }
            int end = tileRow == perSide - 1 ? window : size;
            for (int s = 0; s < size; s++) {
              int tiles = tiles(s, window);
              for (int r = 0; tileRow > 0 && r < window - size; r++) {
                add(made[s][r], above[s][r + size], tiles * channels);
              }
              for (int r = 0; r < end; r++) {
                int y = tileRow * size + r - tiling.before();
                writeLine(to, first + image, y, s - tiling.before(), tiles, made[s][r]);
              }
            }
          };
        });
  }

  /** Sums a window's columns that are the same pixels: those of the next tiles' first places. */
  private void overlap(float[][] columns, float[][] sums, float[] spare) {
    int run = perSide * channels;
    for (int s = 0; s < size; s++) {
      int length = tiles(s, window) * channels;
      System.arraycopy(columns[s], 0, sums[s], 0, run);
      Arrays.fill(sums[s], run, length, 0f);
      for (int c = s + size; c < window; c += size) {
        int gap = c / size * channels;
        Arrays.fill(spare, 0, gap, 0f);
        System.arraycopy(columns[c], 0, spare, gap, run);
        Arrays.fill(spare, gap + run, length, 0f);
        add(sums[s], spare, length);
      }
    }
  }

  private static void add(float[] to, float[] more, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += more[i];
    }
  }

  private static void rectifiedSum(float[] to, float[] more, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = Math.max(to[i] + more[i], 0f);
    }
  }
}

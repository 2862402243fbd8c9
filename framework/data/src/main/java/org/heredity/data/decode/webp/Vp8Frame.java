package org.heredity.data.decode.webp;

import java.util.Arrays;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * A key frame of VP8 (RFC 6386), which is what a lossy WebP holds, with the pixels that libwebp
 * gives.
 */
final class Vp8Frame {
  /** The modes of blocks in a macroblock that is predicted as a whole: DC, V, H, TM. */
  private static final int[] MODE_OF_BLOCKS = {0, 2, 3, 1};

  private final Vp8Header header;
  private final Vp8Bits bits;
  private final Vp8Bits[] partitions;
  private final Vp8Coefficients reader;
  private final int columns;
  private final int rows;
  private final Vp8Plane[] planes;
  private final Vp8Block block;

  /** Level of the loop filter, and whether inside too, by macroblock. */
  private final byte[] levels;

  private final boolean[] inside;

  /** Modes of the blocks above, along the row, and to the left. */
  private final byte[] modesAbove;

  private final byte[] modesLeft = new byte[4];

  /** Whether blocks above and to the left have coefficients: 4 luma, 2 and 2 chroma, 1 second. */
  private final boolean[] filledAbove;

  private final boolean[] filledLeft = new boolean[9];

  private final int[] blockModes = new int[16];
  private final int[] coefficients = new int[25 * 16];
  private final boolean[] nonZero = new boolean[24];

  private Vp8Frame(byte[] bytes, Vp8Header header, int end) throws UnreadableImageException {
    this.header = header;
    this.bits = header.bits;
    this.reader = new Vp8Coefficients(header.coefficients);
    this.columns = header.width + 15 >> 4;
    this.rows = header.height + 15 >> 4;
    this.planes =
        new Vp8Plane[] {
          new Vp8Plane(columns, rows, 16),
          new Vp8Plane(columns, rows, 8),
          new Vp8Plane(columns, rows, 8)
        };
    this.block = new Vp8Block(planes[0]);
    this.levels = new byte[columns * rows];
    this.inside = new boolean[columns * rows];
    this.modesAbove = new byte[4 * columns];
    this.filledAbove = new boolean[9 * columns];
    this.partitions = partitions(bytes, end);
  }

  /**
   * Decodes a frame.
   *
   * @param bytes holds it from {@code start} to before {@code end}
   */
  static RgbImage decode(byte[] bytes, int start, int end, int maxPixels)
      throws UnreadableImageException {
    Vp8Header header = new Vp8Header(bytes, start, end);
    UnreadableImageException.checkSize(header.width, header.height, maxPixels);
    // A macroblock of 256 pixels takes more than a bit for its modes alone.
    UnreadableImageException.checkPlausible(header.width, header.height, end - start, 2048);
    Vp8Frame frame = new Vp8Frame(bytes, header, end);
    frame.decode();
    return Vp8Colours.rgb(frame.planes, header.width, header.height);
  }

  private Vp8Bits[] partitions(byte[] bytes, int end) throws UnreadableImageException {
    Vp8Bits[] parts = new Vp8Bits[header.partitions];
    int sizes = header.firstEnd;
    int at = sizes + 3 * (parts.length - 1);
    if (at > end) {
      throw truncated();
    }
    for (int i = 0; i < parts.length; i++, sizes += 3) {
      int next = end;
      if (i < parts.length - 1) {
        int size =
            bytes[sizes] & 0xFF | (bytes[sizes + 1] & 0xFF) << 8 | (bytes[sizes + 2] & 0xFF) << 16;
        next = Math.min(end, at + size);
      }
      parts[i] = new Vp8Bits(bytes, at, next);
      at = next;
    }
    return parts;
  }

  private static UnreadableImageException truncated() {
    return new UnreadableImageException("its WebP data ends early; it is truncated");
  }

  private void decode() throws UnreadableImageException {
    for (int row = 0; row < rows; row++) {
      Vp8Bits tokens = partitions[row % partitions.length];
      Arrays.fill(modesLeft, (byte) 0);
      Arrays.fill(filledLeft, false);
      for (int column = 0; column < columns; column++) {
        macroblock(column, row, tokens);
      }
      if (bits.overrun() || tokens.overrun()) {
        throw truncated();
      }
    }
    Vp8LoopFilter filter = new Vp8LoopFilter(planes, header.simpleFilter, header.sharpness);
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] > 0) {
        filter.filter(i % columns, i / columns, levels[i], inside[i]);
      }
    }
  }

  private void macroblock(int column, int row, Vp8Bits tokens) {
    int segment = 0;
    if (header.mapped) {
      int[] p = header.mapProbabilities;
      segment = bits.bit(p[0]) == 0 ? bits.bit(p[1]) : 2 + bits.bit(p[2]);
    }
    boolean skip = header.skipProbability >= 0 && bits.bit(header.skipProbability) == 1;
    boolean blocks = bits.bit(145) == 0;
    int mode = 0;
    if (blocks) {
      readBlockModes(column);
    } else {
      mode = bits.bit(156) == 1 ? 2 + bits.bit(128) : bits.bit(163);
      Arrays.fill(modesAbove, 4 * column, 4 * column + 4, (byte) MODE_OF_BLOCKS[mode]);
      Arrays.fill(modesLeft, (byte) MODE_OF_BLOCKS[mode]);
    }
    int chroma = bits.bit(142) == 0 ? 0 : bits.bit(114) == 0 ? 1 : 2 + bits.bit(183);
    Arrays.fill(coefficients, 0);
    Arrays.fill(nonZero, false);
    if (skip) {
      clearFilled(9 * column, blocks ? 8 : 9);
    } else {
      readCoefficients(9 * column, blocks, header.steps(segment), tokens);
    }
    boolean any = false;
    for (boolean filled : nonZero) {
      any |= filled;
    }
    int index = row * columns + column;
    levels[index] = (byte) header.level(segment, blocks);
    inside[index] = blocks || any;
    reconstructLuma(column, row, blocks, mode);
    for (int p = 1; p < 3; p++) {
      Vp8Plane plane = planes[p];
      int at = plane.at(8 * column, 8 * row);
      plane.predict(chroma, at, 8, row > 0, column > 0);
      for (int i = 0; i < 4; i++) {
        add(12 + 4 * p + i, plane, at + (i >> 1) * 4 * plane.stride + (i & 1) * 4);
      }
    }
  }

  private void readBlockModes(int column) {
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        int above = 4 * column + x;
        int mode = blockMode(Vp8Tables.modes(modesAbove[above], modesLeft[y]));
        blockModes[4 * y + x] = mode;
        modesAbove[above] = (byte) mode;
        modesLeft[y] = (byte) mode;
      }
    }
  }

  private int blockMode(int p) {
    for (int mode = 0; mode < 3; mode++) {
      if (next(p, mode) == 0) {
        return mode;
      }
    }
    if (next(p, 3) == 0) {
      return next(p, 4) == 0 ? 3 : 5 + next(p, 5);
    }
    if (next(p, 6) == 0) {
      return 4;
    }
    if (next(p, 7) == 0) {
      return 7;
    }
    return 8 + next(p, 8);
  }

  private int next(int p, int node) {
    return bits.bit(Vp8Tables.mode(p + node));
  }

  private void clearFilled(int above, int count) {
    Arrays.fill(filledAbove, above, above + count, false);
    Arrays.fill(filledLeft, 0, count, false);
  }

  private void readCoefficients(int above, boolean blocks, int[] steps, Vp8Bits tokens) {
    int type = 3;
    if (!blocks) {
      type = 0;
      int context = context(above + 8, 8);
      int[] second = new int[16];
      int count = reader.read(tokens, 1, context, steps, 2, second, 0);
      mark(above + 8, 8, count > 0);
      Vp8Transform.spreadHadamard(second, coefficients);
    }
    for (int i = 0; i < 16; i++) {
      read(i, tokens, type, above + (i & 3), i >> 2, steps, 0);
    }
    for (int i = 16; i < 24; i++) {
      int plane = 4 + 2 * (i - 16 >> 2);
      read(i, tokens, 2, above + plane + (i & 1), plane + (i >> 1 & 1), steps, 4);
    }
  }

  private void read(
      int i, Vp8Bits tokens, int type, int above, int left, int[] steps, int firstStep) {
    int to = 16 * i;
    int count = reader.read(tokens, type, context(above, left), steps, firstStep, coefficients, to);
    mark(above, left, count > (type == 0 ? 1 : 0));
    nonZero[i] = count > 1 || coefficients[to] != 0;
  }

  private int context(int above, int left) {
    return (filledAbove[above] ? 1 : 0) + (filledLeft[left] ? 1 : 0);
  }

  private void mark(int above, int left, boolean filled) {
    filledAbove[above] = filled;
    filledLeft[left] = filled;
  }

  private void reconstructLuma(int column, int row, boolean blocks, int mode) {
    Vp8Plane luma = planes[0];
    int at = luma.at(16 * column, 16 * row);
    if (!blocks) {
      luma.predict(mode, at, 16, row > 0, column > 0);
    }
    int[] right = new int[4];
    for (int i = 0; i < 16; i++) {
      int x = 4 * (i & 3);
      int to = at + (i >> 2) * 4 * luma.stride + x;
      if (blocks) {
        // What lies on the right of a macroblock is there above its first row only.
        int above = (x == 12 ? at + x : to) - luma.stride + 4;
        boolean last = x == 12 && column == columns - 1;
        for (int k = 0; k < 4; k++) {
          right[k] = last ? row == 0 ? 127 : luma.get(above - 1) : luma.get(above + k);
        }
        block.predict(blockModes[i], to, right);
      }
      add(i, luma, to);
    }
  }

  private void add(int i, Vp8Plane plane, int at) {
    if (nonZero[i]) {
      Vp8Transform.addCosine(coefficients, 16 * i, plane.pixels, at, plane.stride);
    }
  }
}

package org.heredity.data.decode.webp;

import org.heredity.data.UnreadableImageException;

/** What the first partition of a key frame says before its macroblocks (RFC 6386, section 9). */
final class Vp8Header {
  private static final int SEGMENTS = 4;

  final int width;
  final int height;

  /** Where the first partition ends, and the sizes of the others begin. */
  final int firstEnd;

  /** Reads on behind the header. */
  final Vp8Bits bits;

  final boolean simpleFilter;
  final int sharpness;
  final int partitions;

  /** Whether every macroblock names its segment. */
  final boolean mapped;

  final int[] mapProbabilities = {255, 255, 255};
  final int[] coefficients = Vp8Tables.coefficients();

  /** How likely a macroblock has coefficients; below 0 if none says that it has not. */
  final int skipProbability;

  private final int[] levels = new int[SEGMENTS];
  private final int[][] steps = new int[SEGMENTS][];
  private int levelOfAll;
  private int levelOfBlocks;

  Vp8Header(byte[] bytes, int start, int end) throws UnreadableImageException {
    if (end - start < 10 || (bytes[start] & 1) != 0) {
      throw new UnreadableImageException("its WebP data does not start with a key frame");
    }
    int tag = byteAt(bytes, start) | byteAt(bytes, start + 1) << 8 | byteAt(bytes, start + 2) << 16;
    boolean code =
        bytes[start + 3] == (byte) 0x9D && bytes[start + 4] == 1 && bytes[start + 5] == 0x2A;
    if (!code) {
      throw new UnreadableImageException("its WebP data has no start code");
    }
    width = (byteAt(bytes, start + 6) | byteAt(bytes, start + 7) << 8) & 0x3FFF;
    height = (byteAt(bytes, start + 8) | byteAt(bytes, start + 9) << 8) & 0x3FFF;
    firstEnd = Math.min(end, start + 10 + (tag >> 5));
    bits = new Vp8Bits(bytes, start + 10, firstEnd);
    bits.number(2); // Colour space and clamping, which libwebp ignores too.
    boolean segmented = bits.flag();
    boolean map = false;
    boolean absolute = false;
    int[] quantisers = new int[SEGMENTS];
    if (segmented) {
      map = bits.flag();
      if (bits.flag()) {
        absolute = bits.flag();
        for (int s = 0; s < SEGMENTS; s++) {
          quantisers[s] = bits.optional(7);
        }
        for (int s = 0; s < SEGMENTS; s++) {
          levels[s] = bits.optional(6);
        }
      }
      for (int i = 0; map && i < 3; i++) {
        mapProbabilities[i] = bits.flag() ? bits.number(8) : 255;
      }
    }
    mapped = map;
    simpleFilter = bits.flag();
    int level = bits.number(6);
    sharpness = bits.number(3);
    for (int s = 0; s < SEGMENTS; s++) {
      levels[s] = segmented && absolute ? levels[s] : levels[s] + level;
    }
    readLevelChanges();
    partitions = 1 << bits.number(2);
    readSteps(quantisers, segmented && absolute);
    bits.flag(); // Whether later frames start from these probabilities: there are none.
    for (int i = 0; i < coefficients.length; i++) {
      if (bits.bit(Vp8Tables.update(i)) == 1) {
        coefficients[i] = bits.number(8);
      }
    }
    skipProbability = bits.flag() ? bits.number(8) : -1;
  }

  private static int byteAt(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  private void readLevelChanges() {
    boolean enabled = bits.flag();
    boolean changed = enabled && bits.flag();
    for (int i = 0; changed && i < 8; i++) {
      int change = bits.optional(6);
      // Of four references a key frame has the first, and of four modes one matters.
      levelOfAll = i == 0 ? change : levelOfAll;
      levelOfBlocks = i == 4 ? change : levelOfBlocks;
    }
  }

  private void readSteps(int[] quantisers, boolean absolute) {
    int base = bits.number(7);
    int lumaDc = bits.optional(4);
    int secondDc = bits.optional(4);
    int secondAc = bits.optional(4);
    int chromaDc = bits.optional(4);
    int chromaAc = bits.optional(4);
    for (int s = 0; s < SEGMENTS; s++) {
      int q = absolute ? quantisers[s] : quantisers[s] + base;
      steps[s] =
          new int[] {
            Vp8Tables.dc(q + lumaDc),
            Vp8Tables.ac(q),
            2 * Vp8Tables.dc(q + secondDc),
            Math.max(8, Vp8Tables.ac(q + secondAc) * 155 / 100),
            Vp8Tables.dc(Math.min(117, q + chromaDc)),
            Vp8Tables.ac(q + chromaAc)
          };
    }
  }

  /** Steps of a segment: luma, second-order and chroma, each the first and the others. */
  int[] steps(int segment) {
    return steps[segment];
  }

  /** Strength of the loop filter, 0 to 63. */
  int level(int segment, boolean blocks) {
    int level = levels[segment] + levelOfAll + (blocks ? levelOfBlocks : 0);
    return Math.max(0, Math.min(63, level));
  }
}

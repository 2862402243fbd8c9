package org.heredity.data.decode.webp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/** A lossless WebP's picture (RFC 9649, section 3). */
final class LosslessImage {
  private static final int SIGNATURE = 0x2F;

  /** In the order of their numbers. */
  private enum Kind {
    PREDICTION,
    COLOURS,
    GREEN,
    PALETTE
  }

  private final LosslessBits bits;
  private final LosslessPixels reader;
  private final Deque<UnaryOperator<int[]>> inverses = new ArrayDeque<>();
  private int width;
  private int height;

  private LosslessImage(LosslessBits bits) {
    this.bits = bits;
    this.reader = new LosslessPixels(bits);
  }

  /**
   * Decodes a picture; alpha is dropped.
   *
   * @param bytes holds it from {@code start} to before {@code end}
   */
  static RgbImage decode(byte[] bytes, int start, int end, int maxPixels)
      throws UnreadableImageException {
    LosslessImage image = new LosslessImage(new LosslessBits(bytes, start, end));
    int[] pixels = image.decode(end - start, maxPixels);
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, 3)];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return new RgbImage(image.width, image.height, rgb);
  }

  private int[] decode(int size, int maxPixels) throws UnreadableImageException {
    if (bits.number(8) != SIGNATURE) {
      throw new UnreadableImageException("its lossless WebP data has no signature");
    }
    width = 1 + bits.number(14);
    height = 1 + bits.number(14);
    bits.flag(); // Whether alpha is used.
    if (bits.number(3) != 0) {
      throw new UnreadableImageException("its lossless WebP data is of an unknown version");
    }
    UnreadableImageException.checkSize(width, height, maxPixels);
    // Pixels of one colour take no bits at all: small ones are believed.
    UnreadableImageException.checkPlausible(width, height, size + 64L, 16_384);
    Set<Kind> seen = EnumSet.noneOf(Kind.class);
    int packed = width;
    while (bits.flag()) {
      Kind kind = Kind.values()[bits.number(2)];
      if (!seen.add(kind)) {
        throw new UnreadableImageException("its WebP data has a transform twice");
      }
      packed = readTransform(kind, packed);
    }
    int[] pixels = reader.read(packed, height, true);
    for (UnaryOperator<int[]> inverse : inverses) {
      pixels = inverse.apply(pixels);
    }
    return pixels;
  }

  /** Reads a transform of pictures that are {@code across} wide; returns the width below it. */
  private int readTransform(Kind kind, int across) throws UnreadableImageException {
    switch (kind) {
      case PREDICTION, COLOURS -> {
        int size = 2 + bits.number(3);
        int[] data =
            reader.read(
                LosslessPixels.blocks(across, size), LosslessPixels.blocks(height, size), false);
        inverses.push(
            pixels -> {
              if (kind == Kind.PREDICTION) {
                LosslessTransform.predict(pixels, across, data, size);
              } else {
                LosslessTransform.mixColours(pixels, across, data, size);
              }
              return pixels;
            });
        return across;
      }
      case GREEN -> {
        inverses.push(
            pixels -> {
              LosslessTransform.addGreen(pixels);
              return pixels;
            });
        return across;
      }
      default -> {
        int count = 1 + bits.number(8);
        int[] colours = reader.read(count, 1, false);
        for (int i = 1; i < count; i++) {
          colours[i] = LosslessTransform.sum(colours[i], colours[i - 1]);
        }
        int pack = count <= 2 ? 3 : count <= 4 ? 2 : count <= 16 ? 1 : 0;
        inverses.push(pixels -> LosslessTransform.lookUp(pixels, across, height, colours, pack));
        return LosslessPixels.blocks(across, pack);
      }
    }
  }
}

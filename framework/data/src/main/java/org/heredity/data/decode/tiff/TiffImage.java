package org.heredity.data.decode.tiff;

import java.util.Arrays;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * The first picture of a TIFF, as Pillow gives it: turned as its orientation says, alpha dropped,
 * 16 bits as their high byte but grey clipped to 255.
 */
public final class TiffImage {
  private static final int MOST_SAMPLES = 5;
  private static final int WHITE_IS_ZERO = 0;
  private static final int GREY = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;

  private final byte[] file;
  private final TiffTags tags;
  private final int width;
  private final int height;
  private final int bits;
  private final int samples;
  private final int colours;

  private TiffImage(byte[] file, int maxPixels) throws UnreadableImageException {
    this.file = file;
    this.tags = new TiffTags(file);
    long across = tags.first(256, 0);
    long down = tags.first(257, 0);
    UnreadableImageException.checkSize(across, down, maxPixels);
    this.width = (int) across;
    this.height = (int) down;
    this.bits = (int) tags.first(258, 1);
    this.samples = (int) Math.min(tags.first(277, 1), MOST_SAMPLES + 1);
    this.colours = (int) Math.min(tags.first(262, -1), CMYK + 1);
    requireKnown();
  }

  /**
   * Decodes a file to RGB.
   *
   * @param file the whole file
   * @param maxPixels checked against the header before memory for pixels is taken
   * @throws UnreadableImageException if it is damaged, larger or of a kind that is not read
   */
  public static RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    try {
      return new TiffImage(file, maxPixels).decode(maxPixels);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnreadableImageException("its TIFF data is damaged", e);
    }
  }

  private void requireKnown() throws UnreadableImageException {
    int least =
        switch (colours) {
          case WHITE_IS_ZERO, GREY, PALETTE -> 1;
          case RGB -> 3;
          case CMYK -> 4;
          default -> MOST_SAMPLES + 1;
        };
    boolean few = bits == 1 || bits == 2 || bits == 4;
    boolean equal = Arrays.stream(tags.all(258)).allMatch(b -> b == bits);
    boolean known =
        samples >= least
            && samples <= MOST_SAMPLES
            && equal
            && (bits == 8
                || few && samples == 1 && least == 1
                || bits == 16 && (colours == GREY && samples == 1 || colours == RGB));
    if (!known || tags.first(339, 1) != 1 || tags.first(266, 1) != 1) {
      throw new UnreadableImageException(
          "it is a TIFF of "
              + tags.first(277, 1)
              + " samples of "
              + bits
              + " bits, "
              + (tags.first(339, 1) == 3 ? "floating point, " : "")
              + "colours of kind "
              + tags.first(262, -1)
              + ", which is not read; convert it to PNG");
    }
  }

  private RgbImage decode(int maxPixels) throws UnreadableImageException {
    boolean tiled = tags.has(324);
    long partWidth = tiled ? tags.first(322, 0) : width;
    long partHeight = tiled ? tags.first(323, 0) : Math.min(tags.first(278, height), height);
    UnreadableImageException.checkSize(partWidth, partHeight, maxPixels);
    long[] offsets = tags.all(tiled ? 324 : 273);
    long[] lengths = tags.all(tiled ? 325 : 279);
    boolean planar = tags.first(284, 1) == 2 && samples > 1;
    int across = blocks(width, (int) partWidth);
    int down = blocks(height, (int) partHeight);
    int planes = planar ? samples : 1;
    TiffCompression compression = TiffCompression.of(tags.first(259, 1));
    long there = 0;
    for (int i = 0; i < Math.min(offsets.length, lengths.length); i++) {
      if (offsets[i] + lengths[i] > file.length) {
        throw new UnreadableImageException("its TIFF data ends early; it is truncated");
      }
      there += lengths[i];
    }
    // Deflate's best is 1032 bytes out of one, and a byte may be eight pixels.
    long best = compression == TiffCompression.NONE ? 8 : 8 * 1400L;
    UnreadableImageException.checkPlausible(width, height, there, best);
    if (offsets.length != lengths.length || offsets.length < (long) across * down * planes) {
      throw new UnreadableImageException("its TIFF directory lacks parts; it is damaged");
    }
    byte[] levels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), samples)];
    for (int i = 0; i < across * down * planes; i++) {
      Part part =
          new Part(
              i % across * (int) partWidth,
              i / across % down * (int) partHeight,
              (int) partWidth,
              (int) partHeight,
              planar ? i / (across * down) : 0,
              planar ? 1 : samples);
      // The last strip ends with the picture, a tile does not.
      int rows = tiled ? part.height : Math.min(part.height, height - part.y);
      int row = (int) (((long) part.width * part.bands * bits + 7) / 8);
      byte[] bytes =
          compression.unpack(
              file, (int) offsets[i], (int) lengths[i], Math.multiplyExact(row, rows));
      if (tags.first(317, 1) == 2 && compression != TiffCompression.NONE) {
        undoDifferences(bytes, row, part.bands);
      }
      place(part, bytes, row, levels);
    }
    return Turned.by((int) tags.first(274, 1), rgb(levels));
  }

  /** A strip or tile: where it is, which sample it starts with and how many it has. */
  private record Part(int x, int y, int width, int height, int band, int bands) {}

  private static int blocks(int length, int size) {
    return (length + size - 1) / size;
  }

  private boolean bigEndian() {
    return file[0] == 'M';
  }

  private void undoDifferences(byte[] bytes, int row, int bands) throws UnreadableImageException {
    if (bits < 8) {
      throw new UnreadableImageException(
          "it is a TIFF with differences of " + bits + " bits, which is not read");
    }
    int step = bands * bits / 8;
    int high = bits == 16 && bigEndian() ? 0 : 1;
    for (int start = 0; start < bytes.length; start += row) {
      for (int i = start + step; i < start + row; i += bits / 8) {
        if (bits == 8) {
          bytes[i] += bytes[i - step];
        } else {
          int sum = sample(bytes, i, high) + sample(bytes, i - step, high);
          bytes[i + high] = (byte) (sum >> 8);
          bytes[i + 1 - high] = (byte) sum;
        }
      }
    }
  }

  private static int sample(byte[] bytes, int at, int high) {
    return (bytes[at + high] & 0xFF) << 8 | bytes[at + 1 - high] & 0xFF;
  }

  /** Puts the samples of a part where they belong, with 8 bits each. */
  private void place(Part part, byte[] bytes, int row, byte[] levels) {
    int high = bigEndian() ? 0 : 1;
    int right = Math.min(part.width, width - part.x);
    for (int y = 0; y < Math.min(part.height, height - part.y); y++) {
      for (int x = 0; x < right; x++) {
        for (int band = 0; band < part.bands; band++) {
          int index = x * part.bands + band;
          int value;
          if (bits == 16) {
            int wide = sample(bytes, y * row + 2 * index, high);
            value = colours == GREY ? Math.min(255, wide) : wide >> 8;
          } else if (bits == 8) {
            value = bytes[y * row + index];
          } else {
            int bit = index * bits;
            value = bytes[y * row + bit / 8] >> 8 - bits - bit % 8 & (1 << bits) - 1;
          }
          int to = ((part.y + y) * width + part.x + x) * samples + part.band + band;
          levels[to] = (byte) value;
        }
      }
    }
  }

  private RgbImage rgb(byte[] levels) throws UnreadableImageException {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    long[] palette = tags.all(320);
    int entries = 1 << Math.min(bits, 8);
    if (colours == PALETTE && palette.length < 3 * entries) {
      throw new UnreadableImageException("it is a TIFF without its palette");
    }
    boolean premultiplied = colours == RGB && samples == 4 && tags.first(338, 0) == 1;
    int scale = bits < 8 ? 255 / (entries - 1) : 1;
    for (int i = 0, at = 0; i < rgb.length; i += 3, at += samples) {
      for (int c = 0; c < 3; c++) {
        int value = levels[at + (colours == RGB || colours == CMYK ? c : 0)] & 0xFF;
        int level =
            switch (colours) {
              case WHITE_IS_ZERO -> 255 - value * scale;
              case GREY -> value * scale;
              case PALETTE -> (int) (palette[c * entries + value] >> 8);
              case CMYK -> withoutInk(value, 255 - (levels[at + 3] & 0xFF));
              default -> premultiplied ? divided(value, levels[at + 3] & 0xFF) : value;
            };
        rgb[i + c] = (byte) level;
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static int withoutInk(int ink, int light) {
    int product = ink * light + 128;
    return light - ((product >> 8) + product >> 8);
  }

  private static int divided(int value, int alpha) {
    return alpha == 0 ? 0 : Math.min(255, value * 255 / alpha);
  }
}

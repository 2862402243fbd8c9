package org.heredity.data.decode.webp;

/** The transforms of a lossless WebP, undone in place (RFC 9649, section 3.5). */
final class LosslessTransform {
  private static final int BLACK = 0xFF000000;
  private static final int CHANNELS = 0x00FF00FF;

  private LosslessTransform() {}

  /** The sum of two pixels, channel by channel. */
  static int sum(int a, int b) {
    int upper = (a >>> 8 & CHANNELS) + (b >>> 8 & CHANNELS) & CHANNELS;
    return upper << 8 | (a & CHANNELS) + (b & CHANNELS) & CHANNELS;
  }

  /** Adds to each pixel what is predicted from its neighbours. */
  static void predict(int[] pixels, int width, int[] modes, int sizeBits) {
    int across = LosslessPixels.blocks(width, sizeBits);
    for (int at = 0, x = 0, y = 0; at < pixels.length; at++) {
      int predicted;
      if (y == 0) {
        predicted = x == 0 ? BLACK : pixels[at - 1];
      } else if (x == 0) {
        predicted = pixels[at - width];
      } else {
        int mode = modes[(y >> sizeBits) * across + (x >> sizeBits)] >> 8 & 15;
        predicted = predicted(mode, pixels, at, width);
      }
      pixels[at] = sum(pixels[at], predicted);
      if (++x == width) {
        x = 0;
        y++;
      }
    }
  }

  private static int predicted(int mode, int[] pixels, int at, int width) {
    int left = pixels[at - 1];
    int above = pixels[at - width];
    int corner = pixels[at - width - 1];
    // For the last of a row it is the first of this row.
    int right = pixels[at - width + 1];
    return switch (mode) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> right;
      case 4 -> corner;
      case 5 -> mean(mean(left, right), above);
      case 6 -> mean(left, corner);
      case 7 -> mean(left, above);
      case 8 -> mean(corner, above);
      case 9 -> mean(above, right);
      case 10 -> mean(mean(left, corner), mean(above, right));
      case 11 -> nearer(left, above, corner);
      case 12 -> gradient(left, above, corner);
      case 13 -> halfGradient(mean(left, above), corner);
      default -> BLACK;
    };
  }

  private static int mean(int a, int b) {
    return ((a ^ b) >>> 1 & 0x7F7F7F7F) + (a & b);
  }

  private static int nearer(int left, int above, int corner) {
    int toLeft = 0;
    int toAbove = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int c = corner >>> shift & 0xFF;
      toLeft += Math.abs((above >>> shift & 0xFF) - c);
      toAbove += Math.abs((left >>> shift & 0xFF) - c);
    }
    return toLeft < toAbove ? left : above;
  }

  private static int gradient(int left, int above, int corner) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = (left >>> shift & 0xFF) + (above >>> shift & 0xFF) - (corner >>> shift & 0xFF);
      result |= Vp8Transform.clip(value) << shift;
    }
    return result;
  }

  private static int halfGradient(int mean, int corner) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int m = mean >>> shift & 0xFF;
      result |= Vp8Transform.clip(m + (m - (corner >>> shift & 0xFF)) / 2) << shift;
    }
    return result;
  }

  /** Adds to red and blue their shares of green, and to blue that of red. */
  static void mixColours(int[] pixels, int width, int[] shares, int sizeBits) {
    int across = LosslessPixels.blocks(width, sizeBits);
    for (int at = 0, x = 0, y = 0; at < pixels.length; at++) {
      int share = shares[(y >> sizeBits) * across + (x >> sizeBits)];
      int pixel = pixels[at];
      int green = pixel >> 8;
      int red = (pixel >> 16) + part(share, green) & 0xFF;
      int blue = pixel + part(share >> 8, green) + part(share >> 16, red) & 0xFF;
      pixels[at] = pixel & 0xFF00FF00 | red << 16 | blue;
      if (++x == width) {
        x = 0;
        y++;
      }
    }
  }

  private static int part(int share, int colour) {
    return (byte) share * (byte) colour >> 5;
  }

  static void addGreen(int[] pixels) {
    for (int at = 0; at < pixels.length; at++) {
      int green = pixels[at] >> 8 & 0xFF;
      pixels[at] =
          pixels[at] & 0xFF00FF00 | (pixels[at] & CHANNELS) + (green << 16 | green) & CHANNELS;
    }
  }

  /** Colours for their numbers, of which several may stand in a pixel's green. */
  static int[] lookUp(int[] packed, int width, int height, int[] colours, int packBits) {
    int[] pixels = new int[Math.multiplyExact(width, height)];
    int across = LosslessPixels.blocks(width, packBits);
    int size = 8 >> packBits;
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int green = packed[y * across + (x >> packBits)] >> 8 & 0xFF;
        int number = green >> (x & (1 << packBits) - 1) * size & (1 << size) - 1;
        pixels[at++] = number < colours.length ? colours[number] : 0;
      }
    }
    return pixels;
  }
}

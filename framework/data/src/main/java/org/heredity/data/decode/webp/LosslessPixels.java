package org.heredity.data.decode.webp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.heredity.data.UnreadableImageException;

/**
 * Pixels of a lossless WebP before its transforms are undone (RFC 9649, sections 3.6 and 3.7):
 * prefix codes, references back, and a cache of colours. A pixel is alpha, red, green and blue, 8
 * bits each.
 */
final class LosslessPixels {
  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int HASH = 0x1E35A7BD;

  /** The columns and rows that the first numbers of distances stand for. */
  private static final List<int[]> NEAR = near();

  private final LosslessBits bits;

  LosslessPixels(LosslessBits bits) {
    this.bits = bits;
  }

  /** To the left and above, the nearest first. */
  private static List<int[]> near() {
    List<int[]> places = new ArrayList<>();
    for (int y = 7; y >= 0; y--) {
      for (int x = 0; x <= 8; x++) {
        if (x > 0 || y > 0) {
          places.add(new int[] {x, y});
        }
        if (x > 0 && x < 8 && y > 0) {
          places.add(new int[] {-x, y});
        }
      }
    }
    places.sort(Comparator.comparingInt((int[] p) -> p[0] * p[0] + p[1] * p[1]));
    return places;
  }

  /** The codes of green (with lengths and cached colours), red, blue, alpha and distances. */
  private record Codes(
      PrefixCode green, PrefixCode red, PrefixCode blue, PrefixCode alpha, PrefixCode distance) {}

  /**
   * Reads an image.
   *
   * @param top whether it is the picture itself, which may have several groups of codes
   */
  int[] read(int width, int height, boolean top) throws UnreadableImageException {
    int cacheBits = bits.flag() ? bits.number(4) : 0;
    if (cacheBits > 11) {
      throw new UnreadableImageException("its WebP data has a cache of colours that is too large");
    }
    int groupBits = 0;
    int[] groups = {0};
    int count = 1;
    if (top && bits.flag()) {
      groupBits = 2 + bits.number(3);
      groups = read(blocks(width, groupBits), blocks(height, groupBits), false);
      for (int i = 0; i < groups.length; i++) {
        groups[i] = groups[i] >> 8 & 0xFFFF;
        count = Math.max(count, groups[i] + 1);
      }
    }
    int cached = cacheBits == 0 ? 0 : 1 << cacheBits;
    List<Codes> codes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      codes.add(
          new Codes(
              PrefixCode.read(bits, LITERALS + LENGTHS + cached),
              PrefixCode.read(bits, LITERALS),
              PrefixCode.read(bits, LITERALS),
              PrefixCode.read(bits, LITERALS),
              PrefixCode.read(bits, DISTANCES)));
      requireMore();
    }
    int[] pixels = new int[Math.multiplyExact(width, height)];
    fill(pixels, width, cacheBits, groupBits, groups, codes);
    return pixels;
  }

  /** How many blocks of a side of {@code 1 << bits} it takes. */
  static int blocks(int length, int bits) {
    return length + (1 << bits) - 1 >> bits;
  }

  private void requireMore() throws UnreadableImageException {
    if (bits.overrun()) {
      throw new UnreadableImageException("its WebP data ends early; it is truncated");
    }
  }

  private void fill(
      int[] pixels, int width, int cacheBits, int groupBits, int[] groups, List<Codes> codes)
      throws UnreadableImageException {
    int[] cache = new int[1 << cacheBits];
    int across = blocks(width, groupBits);
    int mask = (1 << groupBits) - 1;
    Codes current = codes.get(groups[0]);
    int x = 0;
    int y = 0;
    for (int at = 0; at < pixels.length; ) {
      if (codes.size() > 1 && (x & mask) == 0) {
        current = codes.get(groups[(y >> groupBits) * across + (x >> groupBits)]);
      }
      int symbol = current.green.next(bits);
      int length = 1;
      if (symbol < LITERALS) {
        int red = current.red.next(bits);
        int blue = current.blue.next(bits);
        pixels[at] = current.alpha.next(bits) << 24 | red << 16 | symbol << 8 | blue;
      } else if (symbol < LITERALS + LENGTHS) {
        length = prefixed(symbol - LITERALS);
        int distance = distance(prefixed(current.distance.next(bits)), width);
        if (distance > at || length > pixels.length - at) {
          throw new UnreadableImageException("its WebP data refers to pixels that are not there");
        }
        for (int i = at; i < at + length; i++) {
          pixels[i] = pixels[i - distance];
        }
      } else {
        pixels[at] = cache[symbol - LITERALS - LENGTHS];
      }
      for (int i = at; cacheBits > 0 && i < at + length; i++) {
        cache[pixels[i] * HASH >>> 32 - cacheBits] = pixels[i];
      }
      at += length;
      x += length;
      if (x >= width) {
        y += x / width;
        x %= width;
        requireMore();
      }
      if (length > 1 && codes.size() > 1 && at < pixels.length) {
        current = codes.get(groups[(y >> groupBits) * across + (x >> groupBits)]);
      }
    }
    requireMore();
  }

  /** A length or distance of which the code has the upper part. */
  private int prefixed(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int extra = symbol - 2 >> 1;
    return (2 + (symbol & 1) << extra) + bits.number(extra) + 1;
  }

  private static int distance(int number, int width) {
    if (number > NEAR.size()) {
      return number - NEAR.size();
    }
    int[] place = NEAR.get(number - 1);
    return Math.max(1, place[1] * width + place[0]);
  }
}

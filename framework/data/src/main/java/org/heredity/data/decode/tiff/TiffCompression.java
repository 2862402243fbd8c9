package org.heredity.data.decode.tiff;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.heredity.data.UnreadableImageException;

/** How the bytes of a strip or tile are packed. */
enum TiffCompression {
  NONE,
  LZW,
  DEFLATE,
  PACK_BITS;

  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int CODES = 4096;

  /** By its number in the file. */
  static TiffCompression of(long number) throws UnreadableImageException {
    if (number == 1) {
      return NONE;
    }
    if (number == 5) {
      return LZW;
    }
    if (number == 8 || number == 32_946) {
      return DEFLATE;
    }
    if (number == 32_773) {
      return PACK_BITS;
    }
    String name =
        number == 6 || number == 7
            ? "JPEG"
            : number >= 2 && number <= 4 ? "fax" : "unknown (" + number + ")";
    throw new UnreadableImageException(
        "it is a TIFF with "
            + name
            + " compression, expected none, LZW, Deflate or PackBits; convert it to PNG");
  }

  /** The bytes of {@code file} at {@code from}, unpacked to exactly {@code size}. */
  byte[] unpack(byte[] file, int from, int length, int size) throws UnreadableImageException {
    byte[] out = new byte[size];
    int end = from + length;
    int count =
        switch (this) {
          case NONE -> copy(file, from, length, out);
          case LZW -> lzw(file, from, end, out);
          case DEFLATE -> inflate(file, from, length, out);
          case PACK_BITS -> packBits(file, from, end, out);
        };
    if (count < size) {
      throw new UnreadableImageException(
          "its TIFF data ends after "
              + count
              + " of "
              + size
              + " bytes of a part; it is truncated");
    }
    return out;
  }

  private static int copy(byte[] file, int from, int length, byte[] out) {
    int count = Math.min(length, out.length);
    System.arraycopy(file, from, out, 0, count);
    return count;
  }

  private static int inflate(byte[] file, int from, int length, byte[] out)
      throws UnreadableImageException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file, from, length);
      int count = 0;
      while (count < out.length && !inflater.finished()) {
        int more = inflater.inflate(out, count, out.length - count);
        if (more == 0) {
          break;
        }
        count += more;
      }
      return count;
    } catch (DataFormatException e) {
      throw new UnreadableImageException("its TIFF data is damaged (" + e.getMessage() + ")", e);
    } finally {
      inflater.end();
    }
  }

  private static int packBits(byte[] file, int from, int end, byte[] out) {
    int count = 0;
    int at = from;
    while (at < end && count < out.length) {
      int head = file[at++];
      if (head >= 0) {
        int length = Math.min(Math.min(head + 1, end - at), out.length - count);
        System.arraycopy(file, at, out, count, length);
        at += head + 1;
        count += length;
      } else if (head != -128 && at < end) {
        int length = Math.min(1 - head, out.length - count);
        Arrays.fill(out, count, count + length, file[at++]);
        count += length;
      }
    }
    return count;
  }

  /** Codes of 9 to 12 bits, the highest first; the length grows one code early. */
  private static int lzw(byte[] file, int from, int end, byte[] out)
      throws UnreadableImageException {
    // A code's text is what is in the output at its start.
    int[] starts = new int[CODES];
    int[] lengths = new int[CODES];
    int next = END + 1;
    int bits = 9;
    int count = 0;
    int before = -1;
    long window = 0;
    int there = 0;
    for (int at = from; count < out.length; ) {
      while (there < bits && at < end) {
        window = window << 8 | file[at++] & 0xFF;
        there += 8;
      }
      if (there < bits) {
        return count;
      }
      int code = (int) (window >> there - bits) & (1 << bits) - 1;
      there -= bits;
      if (code == END) {
        return count;
      }
      if (code == CLEAR) {
        next = END + 1;
        bits = 9;
        before = -1;
        continue;
      }
      int start = count;
      if (code < CLEAR) {
        out[count++] = (byte) code;
      } else {
        int length =
            code < next ? lengths[code] : code == next && before >= 0 ? start - before + 1 : 0;
        int text = code < next ? starts[code] : before;
        if (length == 0) {
          throw new UnreadableImageException("its TIFF data is damaged (no such code)");
        }
        for (int i = 0; i < length && count < out.length; i++) {
          out[count++] = out[text + i];
        }
      }
      if (before >= 0 && next < CODES) {
        starts[next] = before;
        lengths[next] = start - before + 1;
        next++;
      }
      before = start;
      bits = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
    }
    return count;
  }
}

package org.heredity.data.decode;

import java.io.ByteArrayOutputStream;
import org.heredity.data.UnreadableImageException;

/**
 * A JPEG file's frame header and what a decoder needs of it, without application data and comments:
 * those make the JDK's reader slow (colour profiles) or fail (inconsistent metadata).
 *
 * @param width in pixels
 * @param height in pixels
 * @param components 1 (grey), 3 or 4
 * @param colour how the components are to be read, by libjpeg's rules
 * @param bytes the file that the codec is given
 */
record JpegStream(int width, int height, int components, Colour colour, byte[] bytes) {
  /** Colour spaces that occur, before conversion. */
  enum Colour {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int MAX_SCANS = 1000;

  /** JFIF 1.01 without a thumbnail: marks three components as YCbCr. */
  private static final byte[] JFIF = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  static JpegStream parse(byte[] file, int maxPixels) throws UnreadableImageException {
    return new Parser(file, maxPixels).parse();
  }

  /** Adobe's marker, whose last byte says how components were transformed. */
  private static byte[] adobe(Colour colour) {
    byte transform = (byte) (colour == Colour.YCCK ? 2 : 0);
    return new byte[] {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform
    };
  }

  private static final class Parser {
    private final byte[] file;
    private final int maxPixels;
    private final ByteArrayOutputStream tables;
    private int at = 2;
    private int frame = -1;
    private boolean jfif;
    private int adobeTransform = -1;

    Parser(byte[] file, int maxPixels) {
      this.file = file;
      this.maxPixels = maxPixels;
      this.tables = new ByteArrayOutputStream(1024);
    }

    JpegStream parse() throws UnreadableImageException {
      int marker = nextMarker();
      while (marker != SOS) {
        if (marker == EOI) {
          throw new UnreadableImageException("it is a JPEG without image data");
        }
        segment(marker);
        marker = nextMarker();
      }
      if (frame < 0) {
        throw new UnreadableImageException("it is a JPEG without a frame header");
      }
      int scans = at - 2;
      int end = endOfScans();
      int height = u16(frame + 1);
      int width = u16(frame + 3);
      // At best one bit a block of 8x8 and scan.
      UnreadableImageException.checkPlausible(width, height, end - scans, 512);
      Colour colour = colour();
      byte[] marked = colour == Colour.GREY || colour == Colour.YCC ? JFIF : adobe(colour);
      byte[] bytes = new byte[2 + marked.length + tables.size() + end - scans];
      bytes[0] = (byte) 0xFF;
      bytes[1] = (byte) SOI;
      System.arraycopy(marked, 0, bytes, 2, marked.length);
      System.arraycopy(tables.toByteArray(), 0, bytes, 2 + marked.length, tables.size());
      System.arraycopy(file, scans, bytes, bytes.length - (end - scans), end - scans);
      return new JpegStream(width, height, u8(frame + 5), colour, bytes);
    }

    /** Takes one segment before the first scan; {@code at} is behind its marker. */
    private void segment(int marker) throws UnreadableImageException {
      if (marker == 0 || marker == 1 || marker >= 0xD0 && marker <= SOI) {
        return; // without content
      }
      int length = length();
      int content = at + 2;
      if (isFrame(marker)) {
        frame(marker, content, length - 2);
      } else if (marker == 0xE0 && length >= 16 && ascii(content, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xEE && length >= 14 && ascii(content, "Adobe")) {
        adobeTransform = u8(content + 11);
      }
      boolean needed = isFrame(marker) || marker == 0xC4 || marker == 0xCC || marker == 0xDB;
      if (needed || marker == 0xDD) {
        tables.write(0xFF);
        tables.write(marker);
        tables.write(file, at, length);
      }
      at += length;
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private void frame(int marker, int content, int length) throws UnreadableImageException {
      if (frame >= 0) {
        throw new UnreadableImageException("it is a JPEG with more than one frame header");
      }
      if (marker > 0xC2 && marker != 0xC9 && marker != 0xCA) {
        throw new UnreadableImageException(
            "expected baseline or progressive JPEG, got the lossless or hierarchical process "
                + (marker - 0xC0));
      }
      if (length < 6) {
        throw truncated();
      }
      if (u8(content) != 8) {
        throw new UnreadableImageException("expected 8 bits a sample, got " + u8(content));
      }
      UnreadableImageException.checkSize(u16(content + 3), u16(content + 1), maxPixels);
      int components = u8(content + 5);
      if (components != 1 && components != 3 && components != 4) {
        throw new UnreadableImageException("expected 1, 3 or 4 components, got " + components);
      }
      if (length < 6 + 3 * components) {
        throw truncated();
      }
      frame = content;
    }

    /** libjpeg's rules (default_decompress_parms in its jdapimin.c). */
    private Colour colour() {
      switch (u8(frame + 5)) {
        case 1:
          return Colour.GREY;
        case 4:
          return adobeTransform <= 0 ? Colour.CMYK : Colour.YCCK;
        default:
          if (jfif) {
            return Colour.YCC;
          }
          if (adobeTransform >= 0) {
            return adobeTransform == 0 ? Colour.RGB : Colour.YCC;
          }
          boolean named = u8(frame + 6) == 'R' && u8(frame + 9) == 'G' && u8(frame + 12) == 'B';
          return named ? Colour.RGB : Colour.YCC;
      }
    }

    /** Walks over all scans from the first SOS; the offset behind EOI. */
    private int endOfScans() throws UnreadableImageException {
      int scans = 0;
      int marker = SOS;
      while (marker != EOI) {
        if (marker >= 0xD0 && marker <= 0xD7 || marker == 0 || marker == 1) {
          marker = nextMarker();
          continue;
        }
        if (marker == SOS && ++scans > MAX_SCANS) {
          throw new UnreadableImageException("it has more than " + MAX_SCANS + " scans");
        }
        if (isFrame(marker)) {
          throw new UnreadableImageException("it is a JPEG with more than one frame header");
        }
        at += length();
        marker = nextMarker();
      }
      return at;
    }

    /** The next marker's code; leaves {@code at} behind it. Skips whatever is not a marker. */
    private int nextMarker() throws UnreadableImageException {
      while (at < file.length && file[at] != (byte) 0xFF) {
        at++;
      }
      while (at < file.length && file[at] == (byte) 0xFF) {
        at++;
      }
      if (at >= file.length) {
        throw truncated();
      }
      return u8(at++);
    }

    private int length() throws UnreadableImageException {
      if (at + 2 > file.length) {
        throw truncated();
      }
      int length = u16(at);
      if (length < 2) {
        throw new UnreadableImageException("it is a JPEG with a segment of length " + length);
      }
      if (at + length > file.length) {
        throw truncated();
      }
      return length;
    }

    private UnreadableImageException truncated() {
      return new UnreadableImageException(
          "it is a JPEG that ends before its image does, after " + file.length + " bytes");
    }

    private boolean ascii(int from, String text) {
      for (int i = 0; i < text.length(); i++) {
        if (file[from + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private int u8(int from) {
      return file[from] & 0xFF;
    }

    private int u16(int from) {
      return u8(from) << 8 | u8(from + 1);
    }
  }
}

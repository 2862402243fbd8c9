package org.heredity.data.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The formats of images that are read, known by a file's first bytes and not by its name. */
public enum ImageFormat {
  /** JPEG. */
  JPEG,
  /** PNG. */
  PNG,
  /** GIF. */
  GIF,
  /** Windows bitmaps. */
  BMP,
  /** WebP, lossy or lossless. */
  WEBP,
  /** TIFF. */
  TIFF,
  /** PBM, PGM and PPM. */
  PNM;

  /** How many first bytes {@link #of} looks at. */
  public static final int LOOKS_AT = 32;

  private static final int[] BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124};

  /**
   * The format of a file.
   *
   * @param start its first {@link #LOOKS_AT} bytes or more, or all that it has
   * @return empty if it is none of these
   */
  public static Optional<ImageFormat> of(byte[] start) {
    ImageFormat format = null;
    if (starts(start, 0, 0xFF, 0xD8, 0xFF)) {
      format = JPEG;
    } else if (starts(start, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      format = PNG;
    } else if (starts(start, 0, 'G', 'I', 'F', '8')) {
      format = GIF;
    } else if (starts(start, 0, 'B', 'M') && isBmp(start)) {
      format = BMP;
    } else if (starts(start, 0, 'R', 'I', 'F', 'F') && starts(start, 8, 'W', 'E', 'B', 'P')) {
      format = WEBP;
    } else if (starts(start, 0, 'I', 'I', 42, 0) || starts(start, 0, 'M', 'M', 0, 42)) {
      format = TIFF;
    } else if (isPnm(start)) {
      format = PNM;
    }
    return Optional.ofNullable(format);
  }

  /** Text may start with these two letters. */
  private static boolean isBmp(byte[] start) {
    if (start.length < 18) {
      return true;
    }
    int header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(14);
    boolean known = false;
    for (int size : BMP_HEADERS) {
      known |= size == header;
    }
    return known;
  }

  private static boolean isPnm(byte[] start) {
    return start.length > 3
        && start[0] == 'P'
        && start[1] >= '1'
        && start[1] <= '6'
        && (start[2] == ' ' || start[2] >= '\t' && start[2] <= '\r' || start[2] == '#')
        && (start[3] == '#' || start[3] <= ' ' || start[3] >= '0' && start[3] <= '9');
  }

  static boolean starts(byte[] bytes, int at, int... expected) {
    if (bytes.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}

package org.heredity.data.decode.webp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * A WebP file (RFC 9649): lossy or lossless, with alpha, which is dropped, or animated, of which
 * the first frame counts.
 */
public final class WebpImage {
  private static final int RIFF = 0x46464952;
  private static final int WEBP = 0x50424557;
  private static final int LOSSY = 0x20385056;
  private static final int LOSSLESS = 0x4C385056;
  private static final int EXTENDED = 0x58385056;
  private static final int FRAME = 0x464D4E41;
  private static final int FRAME_HEADER = 16;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final int maxPixels;

  private WebpImage(byte[] bytes, int maxPixels) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.maxPixels = maxPixels;
  }

  /**
   * Decodes a file to RGB.
   *
   * @param bytes the whole file
   * @param maxPixels checked against the header before memory for pixels is taken
   * @throws UnreadableImageException if it is damaged or larger
   */
  public static RgbImage decode(byte[] bytes, int maxPixels) throws UnreadableImageException {
    try {
      return new WebpImage(bytes, maxPixels).decode();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnreadableImageException("its WebP data is damaged", e);
    }
  }

  private RgbImage decode() throws UnreadableImageException {
    if (bytes.length < 20 || in.getInt(0) != RIFF || in.getInt(8) != WEBP) {
      throw new UnreadableImageException("it is a WebP of only " + bytes.length + " bytes");
    }
    long stated = 8 + Integer.toUnsignedLong(in.getInt(4));
    if (stated > bytes.length) {
      throw new UnreadableImageException(
          "it is a WebP of "
              + stated
              + " bytes, but has only "
              + bytes.length
              + "; it is truncated");
    }
    int end = (int) stated;
    if (in.getInt(12) != EXTENDED) {
      return image(12, end);
    }
    if (end < 30) {
      throw truncated();
    }
    int width = 1 + number(24);
    int height = 1 + number(27);
    UnreadableImageException.checkSize(width, height, maxPixels);
    int at = next(12, end);
    while (at + 8 <= end && in.getInt(at) != FRAME && !isImage(at)) {
      at = next(at, end);
    }
    boolean animated = at + 8 + FRAME_HEADER <= end && in.getInt(at) == FRAME;
    RgbImage image =
        animated ? image(at + 8 + FRAME_HEADER, Math.min(end, next(at, end))) : image(at, end);
    int x = animated ? 2 * number(at + 8) : 0;
    int y = animated ? 2 * number(at + 11) : 0;
    if (x == 0 && y == 0 && image.width() == width && image.height() == height) {
      return image;
    }
    if (!animated || x + image.width() > width || y + image.height() > height) {
      throw new UnreadableImageException("its WebP frame does not fit its canvas");
    }
    return placed(image, x, y, width, height);
  }

  private boolean isImage(int at) {
    return in.getInt(at) == LOSSY || in.getInt(at) == LOSSLESS;
  }

  /** Three bytes. */
  private int number(int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
  }

  /** Where the chunk after that at {@code at} starts. */
  private int next(int at, int end) throws UnreadableImageException {
    long size = Integer.toUnsignedLong(in.getInt(at + 4));
    long next = at + 8 + size + (size & 1);
    if (next > end + 1L) {
      throw truncated();
    }
    return (int) next;
  }

  private static UnreadableImageException truncated() {
    return new UnreadableImageException("its WebP data ends early; it is truncated");
  }

  /** The first image at or after {@code from}. */
  private RgbImage image(int from, int end) throws UnreadableImageException {
    int at = from;
    while (at + 8 <= end) {
      int next = next(at, end);
      int stop = at + 8 + in.getInt(at + 4);
      if (in.getInt(at) == LOSSY) {
        return Vp8Frame.decode(bytes, at + 8, stop, maxPixels);
      }
      if (in.getInt(at) == LOSSLESS) {
        return LosslessImage.decode(bytes, at + 8, stop, maxPixels);
      }
      at = next;
    }
    throw new UnreadableImageException("it is a WebP without an image");
  }

  /** On a black canvas, as what is transparent is black without its alpha. */
  private static RgbImage placed(RgbImage image, int x, int y, int width, int height) {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int row = 3 * image.width();
    for (int i = 0; i < image.height(); i++) {
      System.arraycopy(image.rgb(), i * row, rgb, 3 * ((y + i) * width + x), row);
    }
    return new RgbImage(width, height, rgb);
  }
}

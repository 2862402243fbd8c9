package org.heredity.data;

/**
 * A decoded picture.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb {@code height * width * 3} bytes, rows from the top, red first; not copied, and not to
 *     be written to
 */
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1
        || height < 1
        || rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "an image of " + width + " x " + height + " needs 3 bytes a pixel, got " + rgb.length);
    }
  }
}

package org.heredity.data;

import org.heredity.data.decode.ImageDecoder;

/** What is wrong with one image file; {@link ImageDecoder} adds which file and what to do. */
public final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableImageException(String message) {
    super(message);
  }

  public UnreadableImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Checks what a header states, before memory is taken for it. */
  public static void checkSize(long width, long height, int maxPixels)
      throws UnreadableImageException {
    if (width < 1 || height < 1) {
      throw new UnreadableImageException("it states " + width + " x " + height + " pixels");
    }
    if (height > maxPixels / width) {
      throw new UnreadableImageException(
          "it states "
              + width
              + " x "
              + height
              + " pixels, more than the limit of "
              + maxPixels
              + " pixels an image");
    }
  }

  /** Checks that {@code bytes} of data can hold so many pixels at the format's best. */
  public static void checkPlausible(long width, long height, long bytes, long pixelsPerByte)
      throws UnreadableImageException {
    if (width * height / pixelsPerByte > bytes) {
      throw new UnreadableImageException(
          "it states "
              + width
              + " x "
              + height
              + " pixels, but has only "
              + bytes
              + " bytes of image data; it is truncated or forged");
    }
  }
}

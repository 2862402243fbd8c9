package org.heredity.data.decode;

import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/** One image format. Implementations are thread-safe. */
interface ImageCodec {
  /**
   * Decodes to RGB.
   *
   * @param bytes the whole file, of this format by its first bytes
   * @param maxPixels checked against the header before memory for pixels is taken
   */
  RgbImage decode(byte[] bytes, int maxPixels) throws UnreadableImageException;
}

package org.heredity.datasets;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.heredity.data.DataException;
import org.heredity.data.RgbImage;

/** Decodes what the platform's codecs read, until the images module has a decoder. Thread-safe. */
public final class ImageDecoder {
  private static final long MAX_PIXELS = 89_478_485;

  /** Decodes a picture that is in memory; {@code name} is for messages. */
  public RgbImage decode(byte[] bytes, String name) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("not an image");
      }
      ImageReader reader = readers.next();
      reader.setInput(in, true, true);
      if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_PIXELS) {
        throw new IOException("too many pixels");
      }
      return rgb(reader.read(0));
    } catch (IOException | RuntimeException e) {
      throw new DataException("image '" + name + "' cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] packed = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] rgb = new byte[3 * packed.length];
    for (int i = 0; i < packed.length; i++) {
      rgb[3 * i] = (byte) (packed[i] >> 16);
      rgb[3 * i + 1] = (byte) (packed[i] >> 8);
      rgb[3 * i + 2] = (byte) packed[i];
    }
    return new RgbImage(width, height, rgb);
  }
}

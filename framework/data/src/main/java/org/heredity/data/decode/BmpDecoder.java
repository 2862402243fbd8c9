package org.heredity.data.decode;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * BMP through the JDK's reader. Samples of 5 and 6 bits are scaled as Pillow does, rounding down.
 */
final class BmpDecoder implements ImageCodec {
  private final ReaderPool readers = new ReaderPool("bmp");

  @Override
  public RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    if (file.length < 54) {
      throw new UnreadableImageException("it is a BMP of only " + file.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean core = in.getInt(14) == 12;
    long width = core ? in.getShort(18) & 0xFFFF : in.getInt(18);
    long height = core ? in.getShort(20) & 0xFFFF : Math.abs((long) in.getInt(22));
    UnreadableImageException.checkSize(width, height, maxPixels);
    int bits = in.getShort(core ? 24 : 28) & 0xFFFF;
    int compression = core ? 0 : in.getInt(30);
    boolean runLengths = compression == 1 || compression == 2;
    long needed = (width * bits + 31) / 32 * 4 * height;
    long data = file.length - Integer.toUnsignedLong(in.getInt(10));
    if (!runLengths && data < needed) {
      throw new UnreadableImageException(
          "it is a BMP of "
              + width
              + " x "
              + height
              + " pixels that needs "
              + needed
              + " bytes of image data, but has only "
              + Math.max(0, data)
              + "; it is truncated");
    }
    return readers.with(file, BmpDecoder::rgb);
  }

  private static RgbImage rgb(ImageReader reader) throws IOException {
    BufferedImage image = reader.read(0);
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    int bands = raster.getNumBands();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int[] row = new int[width * bands];
    IndexColorModel palette =
        image.getColorModel() instanceof IndexColorModel colours ? colours : null;
    for (int y = 0, at = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        for (int c = 0; c < 3; c++) {
          int band = bands < 3 ? 0 : c;
          int sample = row[x + band];
          if (palette == null) {
            sample = sample * 255 / ((1 << raster.getSampleModel().getSampleSize(band)) - 1);
          } else {
            sample = palette.getRGB(sample) >> (16 - 8 * c);
          }
          rgb[at++] = (byte) sample;
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}

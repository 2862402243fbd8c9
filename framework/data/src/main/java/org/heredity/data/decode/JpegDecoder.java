package org.heredity.data.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * JPEG through the JDK's libjpeg: accurate integer DCT and smooth chroma upsampling, as Pillow uses
 * it. Colours are converted by libjpeg, straight into the picture's array.
 */
final class JpegDecoder implements ImageCodec {
  private final ReaderPool readers = new ReaderPool("jpeg");
  private final ComponentColorModel model =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ComponentColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  @Override
  public RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    JpegStream jpeg = JpegStream.parse(file, maxPixels);
    return readers.with(
        jpeg.bytes(), reader -> jpeg.components() == 3 ? rgb(reader, jpeg) : raw(reader, jpeg));
  }

  private RgbImage rgb(ImageReader reader, JpegStream jpeg) throws IOException {
    int width = jpeg.width();
    int height = jpeg.height();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(rgb, rgb.length),
            width,
            height,
            3 * width,
            3,
            new int[] {0, 1, 2},
            null);
    ImageReadParam into = reader.getDefaultReadParam();
    into.setDestination(new BufferedImage(model, raster, false, null));
    reader.read(0, into);
    return new RgbImage(width, height, rgb);
  }

  private static RgbImage raw(ImageReader reader, JpegStream jpeg)
      throws IOException, UnreadableImageException {
    Raster raster = reader.readRaster(0, null);
    int bands = jpeg.components();
    if (raster.getNumBands() != bands
        || raster.getWidth() != jpeg.width()
        || raster.getHeight() != jpeg.height()) {
      throw new UnreadableImageException("its frame header and its data do not agree");
    }
    byte[] rgb = new byte[Math.multiplyExact(jpeg.width() * jpeg.height(), 3)];
    int[] row = new int[jpeg.width() * bands];
    for (int y = 0, at = 0; y < jpeg.height(); y++) {
      raster.getPixels(0, y, jpeg.width(), 1, row);
      for (int x = 0; x < row.length; x += bands, at += 3) {
        if (bands == 1) {
          rgb[at] = rgb[at + 1] = rgb[at + 2] = (byte) row[x];
        } else {
          if (jpeg.colour() == JpegStream.Colour.YCCK) {
            ycckToCmyk(row, x);
          }
          // Stored inverted, Adobe's way: a sample is already 255 minus the ink.
          int black = row[x + 3];
          rgb[at] = (byte) times(row[x], black);
          rgb[at + 1] = (byte) times(row[x + 1], black);
          rgb[at + 2] = (byte) times(row[x + 2], black);
        }
      }
    }
    return new RgbImage(jpeg.width(), jpeg.height(), rgb);
  }

  /** What Pillow leaves of the light {@code sample / 255} under black ink, rounded as it does. */
  private static int times(int sample, int notBlack) {
    int ink = (255 - sample) * notBlack + 128;
    return Math.max(0, notBlack - (((ink >> 8) + ink) >> 8));
  }

  /** YCCK to CMYK as libjpeg does it: 255 minus the RGB of YCbCr; black stays. */
  private static void ycckToCmyk(int[] row, int at) {
    int y = row[at];
    int cb = row[at + 1] - 128;
    int cr = row[at + 2] - 128;
    row[at] = clip(255 - (y + ((fixed(1.40200) * cr + HALF) >> 16)));
    row[at + 1] = clip(255 - (y + ((-fixed(0.34414) * cb - fixed(0.71414) * cr + HALF) >> 16)));
    row[at + 2] = clip(255 - (y + ((fixed(1.77200) * cb + HALF) >> 16)));
  }

  private static final int HALF = 1 << 15;

  private static int fixed(double x) {
    return (int) (x * (1 << 16) + 0.5);
  }

  private static int clip(int x) {
    return Math.max(0, Math.min(255, x));
  }
}

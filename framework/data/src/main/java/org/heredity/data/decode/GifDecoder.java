package org.heredity.data.decode;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * The first frame of a GIF, on its logical screen. What the frame leaves uncovered has the
 * transparent colour if there is one, else colour 0: so does Pillow.
 */
final class GifDecoder implements ImageCodec {
  /** A 12-bit code of LZW stands for at most 4096 pixels. */
  private static final int LZW = 4096;

  private final ReaderPool readers = new ReaderPool("gif");

  private record Frame(
      int screenWidth,
      int screenHeight,
      int left,
      int top,
      int width,
      int height,
      int background) {}

  @Override
  public RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    Frame frame = firstFrame(file, maxPixels);
    return readers.with(file, reader -> rgb(reader, frame));
  }

  private static Frame firstFrame(byte[] file, int maxPixels) throws UnreadableImageException {
    try {
      int background = 0;
      int at = 13 + colourTable(file[10]);
      while (true) {
        int block = file[at++];
        if (block == 0x21) {
          if ((file[at] & 0xFF) == 0xF9 && (file[at + 2] & 1) == 1) {
            background = file[at + 5] & 0xFF;
          }
          at++;
          while (file[at] != 0) {
            at += 1 + (file[at] & 0xFF);
          }
          at++;
        } else if (block == 0x2C) {
          int left = u16(file, at);
          int top = u16(file, at + 2);
          int width = u16(file, at + 4);
          int height = u16(file, at + 6);
          UnreadableImageException.checkSize(width, height, maxPixels);
          UnreadableImageException.checkPlausible(width, height, file.length - at, LZW);
          int screenWidth = Math.max(u16(file, 6), left + width);
          int screenHeight = Math.max(u16(file, 8), top + height);
          UnreadableImageException.checkSize(screenWidth, screenHeight, maxPixels);
          return new Frame(screenWidth, screenHeight, left, top, width, height, background);
        } else {
          throw new UnreadableImageException("it is a GIF without a frame");
        }
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new UnreadableImageException(
          "it is a GIF that ends before its first frame does, after " + file.length + " bytes", e);
    }
  }

  private static RgbImage rgb(ImageReader reader, Frame frame)
      throws IOException, UnreadableImageException {
    BufferedImage image = reader.read(0);
    Raster raster = image.getRaster();
    if (!(image.getColorModel() instanceof IndexColorModel colours)
        || raster.getWidth() != frame.width
        || raster.getHeight() != frame.height) {
      throw new UnreadableImageException("its frame header and its data do not agree");
    }
    byte[] rgb = new byte[Math.multiplyExact(frame.screenWidth * frame.screenHeight, 3)];
    int[] palette = new int[256];
    for (int i = 0; i < Math.min(256, colours.getMapSize()); i++) {
      palette[i] = colours.getRGB(i);
    }
    if (palette[frame.background] << 8 != 0) {
      for (int at = 0; at < rgb.length; at += 3) {
        put(rgb, at, palette[frame.background]);
      }
    }
    int[] row = new int[frame.width];
    for (int y = 0; y < frame.height; y++) {
      raster.getPixels(0, y, frame.width, 1, row);
      int at = ((frame.top + y) * frame.screenWidth + frame.left) * 3;
      for (int index : row) {
        put(rgb, at, palette[index]);
        at += 3;
      }
    }
    return new RgbImage(frame.screenWidth, frame.screenHeight, rgb);
  }

  private static void put(byte[] rgb, int at, int colour) {
    rgb[at] = (byte) (colour >> 16);
    rgb[at + 1] = (byte) (colour >> 8);
    rgb[at + 2] = (byte) colour;
  }

  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int u16(byte[] file, int at) {
    return file[at] & 0xFF | (file[at + 1] & 0xFF) << 8;
  }
}

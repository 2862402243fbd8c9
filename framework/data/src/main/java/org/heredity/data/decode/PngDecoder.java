package org.heredity.data.decode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageReader;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * PNG through the JDK's reader, which is given the header, the palette and the image data only.
 * Grey samples below 8 bits are scaled up; of 16 bits the high byte is kept, except for grey
 * without alpha, which is clipped to 255: so does Pillow.
 */
final class PngDecoder implements ImageCodec {
  private static final int GREY = 0;
  private static final int PALETTE = 3;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;

  /** Deflate's best: 1032 bytes out of one. */
  private static final long DEFLATE = 1032;

  private final ReaderPool readers = new ReaderPool("png");

  private record Png(int width, int height, int depth, int type, byte[] palette, byte[] bytes) {
    int bands() {
      return switch (type) {
        case 2 -> 3;
        case 4 -> 2;
        case 6 -> 4;
        default -> 1;
      };
    }
  }

  @Override
  public RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    Png png = parse(file, maxPixels);
    return readers.with(png.bytes, reader -> rgb(reader, png));
  }

  private static Png parse(byte[] file, int maxPixels) throws UnreadableImageException {
    ByteBuffer in = ByteBuffer.wrap(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 8);
    int at = 8;
    int header = -1;
    byte[] palette = {};
    long data = 0;
    while (at + 8 <= file.length) {
      long length = Integer.toUnsignedLong(in.getInt(at));
      int type = in.getInt(at + 4);
      boolean whole = at + 12 + length <= file.length;
      if (header < 0 && type != IHDR) {
        throw new UnreadableImageException("it is a PNG that does not start with its header");
      }
      if (type == IDAT) {
        // What there is of cut data still goes to the codec, which then says that it ends early.
        int there = (int) Math.min(length + 12, file.length - at);
        kept.write(file, at, there);
        data += there;
      } else if (type == IHDR || type == PLTE) {
        if (!whole) {
          break;
        }
        checkSum(in, at, (int) length);
        kept.write(file, at, (int) length + 12);
      }
      if (type == IHDR) {
        if (header >= 0 || length != 13) {
          throw new UnreadableImageException("it is a PNG with a wrong header");
        }
        header = at + 8;
        UnreadableImageException.checkSize(
            Integer.toUnsignedLong(in.getInt(header)),
            Integer.toUnsignedLong(in.getInt(header + 4)),
            maxPixels);
      } else if (type == PLTE) {
        palette = Arrays.copyOfRange(file, at + 8, at + 8 + (int) Math.min(length, 768));
      } else if (type == IEND) {
        break;
      }
      if (!whole) {
        break;
      }
      at += (int) length + 12;
    }
    if (data == 0) {
      throw new UnreadableImageException(
          "it is a PNG that ends before its image does, after " + file.length + " bytes");
    }
    kept.writeBytes(
        new byte[] {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82});
    Png png =
        new Png(
            in.getInt(header),
            in.getInt(header + 4),
            file[header + 8] & 0xFF,
            file[header + 9] & 0xFF,
            palette,
            kept.toByteArray());
    if (png.depth < 1 || png.depth > 16) {
      throw new UnreadableImageException("it is a PNG with " + png.depth + " bits a sample");
    }
    UnreadableImageException.checkPlausible(
        png.width, png.height, data, Math.max(1, DEFLATE * 8L / (png.depth * (long) png.bands())));
    return png;
  }

  private static void checkSum(ByteBuffer in, int at, int length) throws UnreadableImageException {
    CRC32 crc = new CRC32();
    crc.update(in.array(), at + 4, length + 4);
    if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
      throw new UnreadableImageException("it is a PNG whose header or palette fails its checksum");
    }
  }

  private static RgbImage rgb(ImageReader reader, Png png)
      throws IOException, UnreadableImageException {
    BufferedImage image = reader.read(0);
    Raster raster = image.getRaster();
    if (raster.getNumBands() != png.bands()
        || raster.getWidth() != png.width
        || raster.getHeight() != png.height) {
      throw new UnreadableImageException("its header and its data do not agree");
    }
    byte[] samples = png.depth == 8 ? interleaved(raster) : null;
    if (samples != null && png.type == 2) {
      return new RgbImage(png.width, png.height, samples);
    }
    byte[] rgb = new byte[Math.multiplyExact(png.width * png.height, 3)];
    byte[][] table = table(png);
    int bands = png.bands();
    int[] row = new int[png.width * bands];
    for (int y = 0, at = 0, from = 0; y < png.height; y++) {
      if (samples == null) {
        raster.getPixels(0, y, png.width, 1, row);
      } else {
        for (int i = 0; i < row.length; i++) {
          row[i] = samples[from++] & 0xFF;
        }
      }
      int green = bands < 3 ? 0 : 1;
      int blue = bands < 3 ? 0 : 2;
      for (int x = 0; x < row.length; x += bands, at += 3) {
        rgb[at] = table[0][row[x]];
        rgb[at + 1] = table[1][row[x + green]];
        rgb[at + 2] = table[2][row[x + blue]];
      }
    }
    return new RgbImage(png.width, png.height, rgb);
  }

  /** The samples themselves if they lie as {@code [height][width][bands]} bytes, else null. */
  private static byte[] interleaved(Raster raster) {
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1
        && buffer.getOffset() == 0) {
      int bands = raster.getNumBands();
      boolean ordered = model.getPixelStride() == bands;
      for (int band = 0; band < bands; band++) {
        ordered &= model.getBandOffsets()[band] == band;
      }
      if (ordered
          && model.getScanlineStride() == bands * raster.getWidth()
          && buffer.getData().length == bands * raster.getWidth() * raster.getHeight()) {
        return buffer.getData();
      }
    }
    return null;
  }

  /** From a sample (an index, for a palette) to red, green and blue. */
  private static byte[][] table(Png png) {
    int values = 1 << png.depth;
    byte[][] table = new byte[3][values];
    for (int value = 0; value < values; value++) {
      for (int c = 0; c < 3; c++) {
        int level;
        if (png.type == PALETTE) {
          int entry = 3 * value + c;
          level = entry < png.palette.length ? png.palette[entry] : 0;
        } else if (png.depth < 8) {
          level = value * 255 / (values - 1);
        } else if (png.depth == 8) {
          level = value;
        } else {
          level = png.type == GREY ? Math.min(value, 255) : value >> 8;
        }
        table[c][value] = (byte) level;
      }
    }
    return table;
  }
}

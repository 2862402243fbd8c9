package org.heredity.data.decode;

import java.util.Arrays;
import org.heredity.data.RgbImage;
import org.heredity.data.UnreadableImageException;

/**
 * PBM, PGM and PPM, binary or in digits. Samples are scaled to 8 bits, half to even; but grey of
 * more than 8 bits is scaled to 16 and clipped to 255: so does Pillow.
 */
final class PnmDecoder implements ImageCodec {
  @Override
  public RgbImage decode(byte[] file, int maxPixels) throws UnreadableImageException {
    return new Pnm(file).decode(maxPixels);
  }

  /** One file, read from its start to its end. */
  private static final class Pnm {
    private final byte[] file;
    private final int type;
    private int at = 2;

    Pnm(byte[] file) {
      this.file = file;
      this.type = file[1] - '0';
    }

    private boolean digits() {
      return type < 4;
    }

    private boolean bitmap() {
      return type == 1 || type == 4;
    }

    RgbImage decode(int maxPixels) throws UnreadableImageException {
      int width = number(9);
      int height = number(9);
      UnreadableImageException.checkSize(width, height, maxPixels);
      int most = bitmap() ? 1 : number(5);
      if (most < 1 || most > 65_535) {
        throw new UnreadableImageException("it states samples up to " + most);
      }
      at++; // The one blank behind the header.
      int bands = type % 3 == 0 ? 3 : 1;
      long row = bitmap() ? (width + 7) / 8 : (long) width * bands * (most > 255 ? 2 : 1);
      // In digits a sample takes one digit at least, and but for bitmaps a blank.
      long needed = digits() ? (bitmap() ? 1L : 2L) * width * height * bands - 1 : row * height;
      if (file.length - at < needed) {
        throw new UnreadableImageException(
            "it states "
                + width
                + " x "
                + height
                + " pixels, which take at least "
                + needed
                + " bytes, but has only "
                + Math.max(0, file.length - at)
                + "; it is truncated");
      }
      byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
      for (int i = 0; i < rgb.length; i += 3) {
        int x = i / 3 % width;
        for (int band = 0; band < bands; band++) {
          rgb[i + band] = (byte) level(sample(x, width, most), most, bands);
        }
        if (bands == 1) {
          Arrays.fill(rgb, i + 1, i + 3, rgb[i]);
        }
      }
      return new RgbImage(width, height, rgb);
    }

    private int sample(int x, int width, int most) throws UnreadableImageException {
      if (type == 4) {
        int bit = file[at] >> 7 - (x & 7) & 1;
        at += (x & 7) == 7 || x == width - 1 ? 1 : 0;
        return bit;
      }
      if (digits()) {
        int sample = number(type == 1 ? 1 : 5);
        if (sample > most) {
          throw new UnreadableImageException("it has a sample of " + sample + " of " + most);
        }
        return sample;
      }
      int high = most > 255 ? (file[at++] & 0xFF) << 8 : 0;
      return high | file[at++] & 0xFF;
    }

    private int level(int sample, int most, int bands) {
      if (bitmap()) {
        return sample == 1 ? 0 : 255;
      }
      if (bands == 1 && most > 255) {
        return (int) Math.min(255, Math.rint((double) sample / most * 65_535));
      }
      return (int) Math.min(255, Math.rint((double) sample / most * 255));
    }

    /** A number behind blanks and comments, of that many digits at most. */
    private int number(int mostDigits) throws UnreadableImageException {
      while (at < file.length && (file[at] == '#' || isBlank(file[at]))) {
        if (file[at] == '#') {
          while (at < file.length && file[at] != '\n' && file[at] != '\r') {
            at++;
          }
        } else {
          at++;
        }
      }
      int number = 0;
      int start = at;
      while (at < file.length && at - start < mostDigits && file[at] >= '0' && file[at] <= '9') {
        number = 10 * number + file[at++] - '0';
      }
      if (at == start) {
        throw new UnreadableImageException(
            "it is a PNM whose numbers end early; it is truncated or damaged");
      }
      return number;
    }

    private static boolean isBlank(byte b) {
      return b == ' ' || b >= '\t' && b <= '\r';
    }
  }
}

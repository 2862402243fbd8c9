package org.heredity.data.decode.tiff;

import org.heredity.data.RgbImage;

/** Pictures whose first row is not the upper one, or whose first column not the left one. */
final class Turned {
  private Turned() {}

  /**
   * Puts a picture upright.
   *
   * @param orientation 1 to 8, as TIFF and EXIF number them; others are taken for upright
   */
  static RgbImage by(int orientation, RgbImage image) {
    if (orientation < 2 || orientation > 8) {
      return image;
    }
    boolean swapped = orientation > 4;
    int width = swapped ? image.height() : image.width();
    int height = swapped ? image.width() : image.height();
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBelow =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] rgb = new byte[image.rgb().length];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = swapped ? y : x;
        int row = swapped ? x : y;
        column = fromRight ? image.width() - 1 - column : column;
        row = fromBelow ? image.height() - 1 - row : row;
        int from = 3 * (row * image.width() + column);
        for (int c = 0; c < 3; c++) {
          rgb[at++] = image.rgb()[from + c];
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}

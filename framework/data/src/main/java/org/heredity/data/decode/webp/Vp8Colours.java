package org.heredity.data.decode.webp;

import org.heredity.data.RgbImage;

/**
 * From planes of luma and half-size chroma to RGB: chroma is interpolated with weights of 9, 3, 3
 * and 1 sixteenths, in libwebp's whole numbers.
 */
final class Vp8Colours {
  private Vp8Colours() {}

  static RgbImage rgb(Vp8Plane[] planes, int width, int height) {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int last = (height + 1 >> 1) - 1;
    int at = 0;
    for (int y = 0; y < height; y++) {
      int near = y >> 1;
      int far = (y & 1) == 1 ? Math.min(near + 1, last) : Math.max(near - 1, 0);
      for (int x = 0; x < width; x++) {
        int luma = planes[0].get(planes[0].at(x, y)) * 19077 >> 8;
        int u = chroma(planes[1], x, near, far, width);
        int v = chroma(planes[2], x, near, far, width);
        rgb[at++] = level(luma + (v * 26149 >> 8) - 14234);
        rgb[at++] = level(luma - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
        rgb[at++] = level(luma + (u * 33050 >> 8) - 17685);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static int chroma(Vp8Plane plane, int x, int near, int far, int width) {
    int column = x >> 1;
    int beside = (x & 1) == 1 ? column + 1 : column - 1;
    int own = plane.get(plane.at(column, near));
    int above = plane.get(plane.at(column, far));
    if (beside < 0 || beside >= width + 1 >> 1) {
      return 3 * own + above + 2 >> 2;
    }
    int side = plane.get(plane.at(beside, near));
    int corner = plane.get(plane.at(beside, far));
    int sum = own + side + above + corner + 8;
    return (sum + 2 * (side + above) >> 3) + own >> 1;
  }

  private static byte level(int value) {
    return (byte) Vp8Transform.clip(value >> 6);
  }
}

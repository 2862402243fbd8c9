package org.heredity.attacks.transfer;

/**
 * Turns a rectangle of every channel about its centre, interpolated linearly between four pixels,
 * with black where nothing comes from. Immutable and thread-safe.
 */
final class Rotation implements Change {
  private static final int TAPS = 4;

  private final Area area;

  /** By pixel of the rectangle, the four that it is made of, and how much of each. */
  private final int[] from;

  private final float[] weight;

  /**
   * A rotation.
   *
   * @param area what is turned; the rest stays
   * @param degrees counter-clockwise
   */
  Rotation(Area area, double degrees) {
    this.area = area;
    this.from = new int[TAPS * area.height() * area.width()];
    this.weight = new float[from.length];
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double middleX = (area.width() - 1) / 2.0;
    double middleY = (area.height() - 1) / 2.0;
    for (int y = 0; y < area.height(); y++) {
      for (int x = 0; x < area.width(); x++) {
        double sourceX = cos * (x - middleX) - sin * (y - middleY) + middleX;
        double sourceY = sin * (x - middleX) + cos * (y - middleY) + middleY;
        locate(TAPS * (y * area.width() + x), sourceY, sourceX);
      }
    }
  }

  private void locate(int at, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double down = y - top;
    double right = x - left;
    tap(at, top, left, (1 - down) * (1 - right));
    tap(at + 1, top, left + 1, (1 - down) * right);
    tap(at + 2, top + 1, left, down * (1 - right));
    tap(at + 3, top + 1, left + 1, down * right);
  }

  private void tap(int at, int y, int x, double share) {
    if (y >= 0 && y < area.height() && x >= 0 && x < area.width()) {
      from[at] = y * area.width() + x;
      weight[at] = (float) share;
    }
  }

  @Override
  public void apply(float[] image) {
    for (int c = 0; c < Frame.CHANNELS; c++) {
      float[] block = area.cut(image, c);
      float[] turned = new float[block.length];
      for (int i = 0, t = 0; i < turned.length; i++, t += TAPS) {
        turned[i] =
            weight[t] * block[from[t]]
                + weight[t + 1] * block[from[t + 1]]
                + weight[t + 2] * block[from[t + 2]]
                + weight[t + 3] * block[from[t + 3]];
      }
      area.paste(turned, image, c);
    }
  }

  @Override
  public void transpose(float[] gradient) {
    for (int c = 0; c < Frame.CHANNELS; c++) {
      float[] block = area.cut(gradient, c);
      float[] sum = new float[block.length];
      for (int i = 0, t = 0; i < block.length; i++) {
        for (int end = t + TAPS; t < end; t++) {
          sum[from[t]] += weight[t] * block[i];
        }
      }
      area.paste(sum, gradient, c);
    }
  }
}

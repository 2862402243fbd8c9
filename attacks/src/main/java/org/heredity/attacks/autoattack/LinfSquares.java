package org.heredity.attacks.autoattack;

import org.heredity.data.Randomness;

/**
 * In L-infinity every value is as far from the clean one as it may be: at the start the same way
 * along a column, then a square goes up or down, channel by channel.
 */
final class LinfSquares implements Squares {
  private final LinfRegion region;
  private final float[] clean;
  private final int side;

  LinfSquares(LinfRegion region, float[] clean) {
    this.region = region;
    this.clean = clean;
    side = (int) Math.round(Math.sqrt(region.plane(clean)));
  }

  @Override
  public void start(float[] image, Randomness draws) {
    for (int c = 0; c < region.scale.length; c++) {
      for (int x = 0; x < side; x++) {
        push(image, c, 0, x, side, 1, Squares.sign(draws, c * side + x));
      }
    }
  }

  @Override
  public void change(float[] image, int length, Randomness draws) {
    int square = Math.min(Math.max(length, 1), side);
    int top = Squares.place(draws, 0, side - square);
    int left = Squares.place(draws, 1, side - square);
    for (int c = 0; c < region.scale.length; c++) {
      push(image, c, top, left, square, square, Squares.sign(draws, 2 + c));
    }
  }

  private void push(float[] image, int c, int top, int left, int height, int width, int sign) {
    for (int y = top; y < top + height; y++) {
      int row = (c * side + y) * side;
      for (int i = row + left; i < row + left + width; i++) {
        image[i] = region.extreme(clean[i], c, sign);
      }
    }
  }
}

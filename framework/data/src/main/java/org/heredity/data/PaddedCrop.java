package org.heredity.data;

import java.util.Arrays;
import org.heredity.data.Resampling.Rows;

/**
 * torchvision's RandomCrop of a picture that is padded with black to its own size: a move by up to
 * an eighth of the side. Numbers 0 and 1 of the stream are top and left.
 *
 * @param side of the picture, in pixels
 * @param right pixels that it moves to the right
 * @param down pixels that it moves down
 */
record PaddedCrop(int side, int right, int down) {
  private static final int SHARE = 8;

  static PaddedCrop of(int side, Randomness randomness) {
    int padding = side / SHARE;
    int top = (int) (randomness.uniformDouble(0) * (2 * padding + 1));
    int left = (int) (randomness.uniformDouble(1) * (2 * padding + 1));
    return new PaddedCrop(side, padding - left, padding - top);
  }

  /** Takes the picture's rows and hands on those of the moved one, black ones first. */
  Rows moved(Rows rows) {
    int[] line = new int[3 * side];
    for (int y = 0; y < side; y++) {
      if (y < down || y >= side + down) {
        rows.row(y, line);
      }
    }
    int from = Math.max(0, -right);
    int to = Math.max(0, right);
    int width = side - Math.abs(right);
    return (y, levels) -> {
      if (y + down < 0 || y + down >= side) {
        return;
      }
      Arrays.fill(line, 0);
      for (int c = 0; c < 3; c++) {
        System.arraycopy(levels, c * side + from, line, c * side + to, width);
      }
      rows.row(y + down, line);
    };
  }
}

package org.heredity.attacks.transfer;

/**
 * A rectangle of an image's rows and columns, all channels.
 *
 * @param side of the image
 * @param top first row
 * @param left first column
 * @param height rows
 * @param width columns
 */
record Area(int side, int top, int left, int height, int width) {
  /** Where channel {@code channel} of the rectangle's row {@code row} starts in an image. */
  int at(int channel, int row) {
    return (channel * side + top + row) * side + left;
  }

  /** A channel of the rectangle, row by row; a copy. */
  float[] cut(float[] image, int channel) {
    float[] block = new float[height * width];
    for (int y = 0; y < height; y++) {
      System.arraycopy(image, at(channel, y), block, y * width, width);
    }
    return block;
  }

  /** Puts back what {@link #cut} gives. */
  void paste(float[] block, float[] image, int channel) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(block, y * width, image, at(channel, y), width);
    }
  }
}

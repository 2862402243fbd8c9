package org.heredity.compact;

/**
 * Where the floats of a value lie: channel, row, column, image. Around each channel lie zeros, so
 * that a kernel needs no bounds: {@code pad} rows above and below, and {@code pad} columns between
 * one row and the next, which end the one and begin the other.
 *
 * @param channels number of channels
 * @param side pixels of a row, and of a column
 * @param pad pixels of zeros
 * @param images of the batch
 */
record Layout(int channels, int side, int pad, int images) {
  /** Floats from a pixel to the one below. */
  int row() {
    return (side + pad) * images;
  }

  /** Floats from a channel to the next. */
  int plane() {
    return (side + 2 * pad) * row() + pad * images;
  }

  /** The first pixel of the first channel. */
  int origin() {
    return pad * row() + pad * images;
  }

  /** Of one channel's row without its zeros. */
  int width() {
    return side * images;
  }

  /** All floats. */
  long length() {
    return (long) channels * plane();
  }

  /** Where a channel's pixel is. */
  int at(int channel, int y, int x) {
    return channel * plane() + origin() + y * row() + x * images;
  }

  /** Writes the zeros around a channel. */
  void clear(float[] values, int channel) {
    if (pad == 0) {
      return;
    }
    int first = at(channel, 0, 0);
    java.util.Arrays.fill(values, channel * plane(), first, 0);
    for (int y = 0; y < side - 1; y++) {
      int end = first + y * row() + width();
      java.util.Arrays.fill(values, end, end + pad * images, 0);
    }
    int end = first + (side - 1) * row() + width();
    java.util.Arrays.fill(values, end, (channel + 1) * plane(), 0);
  }
}

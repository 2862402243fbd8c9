package org.heredity.attacks.transfer;

import org.heredity.data.Normalisation;

/**
 * Size and units of the images that are changed: what the network sees, less black's value. Linear
 * changes are then those of pixels, for which black is 0.
 *
 * @param side in pixels
 * @param normalisation of the network
 */
record Frame(int side, Normalisation normalisation) {
  static final int CHANNELS = 3;

  /** Values of a channel. */
  int plane() {
    return side * side;
  }

  /** The whole image. */
  Area whole() {
    return new Area(side, 0, 0, side, side);
  }

  /** What the way from black to white is in these units. */
  float white(int channel) {
    return 1 / normalisation.deviation(channel);
  }

  /** Leads what the network sees to these units, in place. */
  void enter(float[] image) {
    add(image, 1);
  }

  /** Leads back. */
  void leave(float[] image) {
    add(image, -1);
  }

  private void add(float[] image, int sign) {
    for (int c = 0; c < CHANNELS; c++) {
      float black = sign * normalisation.mean(c) / normalisation.deviation(c);
      for (int i = c * plane(); i < (c + 1) * plane(); i++) {
        image[i] += black;
      }
    }
  }
}

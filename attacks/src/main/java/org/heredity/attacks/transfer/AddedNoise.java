package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;

/**
 * Uniform noise on a rectangle; no clip.
 *
 * @param area what is changed
 * @param size greatest change of a value in [0,1]
 * @param draw stream of the noise
 * @param frame what a value in [0,1] is in the image's units
 */
record AddedNoise(Area area, float size, Randomness draw, Frame frame) implements Change {
  @Override
  public void apply(float[] image) {
    for (int c = 0; c < Frame.CHANNELS; c++) {
      float most = size * frame.white(c);
      for (int y = 0; y < area.height(); y++) {
        for (int i = area.at(c, y); i < area.at(c, y) + area.width(); i++) {
          image[i] += (2 * draw.uniform(i) - 1) * most;
        }
      }
    }
  }

  @Override
  public void transpose(float[] gradient) {
    // What is added does not depend on the image.
  }
}

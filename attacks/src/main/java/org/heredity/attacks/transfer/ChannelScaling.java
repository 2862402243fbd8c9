package org.heredity.attacks.transfer;

/**
 * Multiplies the values of a rectangle.
 *
 * @param area what is changed
 * @param factors by channel
 */
record ChannelScaling(Area area, float[] factors) implements Change {
  /** All channels alike. */
  static ChannelScaling of(Area area, float factor) {
    return new ChannelScaling(area, new float[] {factor, factor, factor});
  }

  @Override
  public void apply(float[] image) {
    for (int c = 0; c < factors.length; c++) {
      for (int y = 0; y < area.height(); y++) {
        for (int i = area.at(c, y); i < area.at(c, y) + area.width(); i++) {
          image[i] *= factors[c];
        }
      }
    }
  }

  @Override
  public void transpose(float[] gradient) {
    apply(gradient);
  }
}

package org.heredity.data;

/** Between levels of 0 to 255 and normalised values, in torchvision's order of float operations. */
final class Normalisation {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  /** Value of level {@code l} in channel {@code c} at {@code c * 256 + l}. */
  private static final float[] VALUES = values();

  private Normalisation() {}

  static float mean(int channel) {
    return MEAN[channel];
  }

  static float std(int channel) {
    return STD[channel];
  }

  static float value(int channel, int level) {
    return VALUES[channel << 8 | level];
  }

  /** The nearest level; half a level goes up. */
  static int level(int channel, float value) {
    double level = ((double) value * STD[channel] + MEAN[channel]) * 255;
    return (int) Math.max(0, Math.min(255, Math.round(level)));
  }

  private static float[] values() {
    float[] values = new float[3 * 256];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i & 255) / 255f - MEAN[i >> 8]) / STD[i >> 8];
    }
    return values;
  }
}

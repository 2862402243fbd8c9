package org.heredity.data;

/** How pictures are resized, as Pillow does it: antialiased, so as wide as the scale. */
public enum Interpolation {
  /** A triangle. */
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      return distance < 1 ? 1 - distance : 0;
    }
  },
  /** Cubic pieces with a = -0.5, which overshoot at edges; levels are clipped to 0 to 255. */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      if (distance < 1) {
        return ((SLOPE + 2) * distance - (SLOPE + 3)) * distance * distance + 1;
      }
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * SLOPE : 0;
    }
  };

  private static final double SLOPE = -0.5;

  private final int support;

  Interpolation(int support) {
    this.support = support;
  }

  /** Distance from which on weights are 0. */
  int support() {
    return support;
  }

  /** Weight of a pixel before all are made to add up to one; {@code distance} is at least 0. */
  abstract double weight(double distance);
}

package org.heredity.attacks.autoattack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Randomness;

/** No value is further than epsilon from the clean one's; the range of images has the last word. */
final class LinfRegion extends Region {
  private final float[] reach;

  LinfRegion(ThreatModel threat) {
    super(threat);
    reach = threat.scaled(epsilon);
  }

  @Override
  void project(float[] clean, float[] image) {
    int plane = plane(clean);
    for (int c = 0; c < reach.length; c++) {
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        image[i] = clip(image[i], clean[i], c);
      }
    }
  }

  private float clip(float value, float centre, int c) {
    float near = Math.max(centre - reach[c], Math.min(centre + reach[c], value));
    return Math.max(low[c], Math.min(high[c], near));
  }

  /** The value that is furthest up (1) or down (-1) from a clean one. */
  float extreme(float clean, int c, int sign) {
    return clip(clean + sign * reach[c], clean, c);
  }

  @Override
  boolean contains(float[] clean, float[] image) {
    int plane = plane(clean);
    for (int i = 0; i < image.length; i++) {
      if (image[i] != clip(image[i], clean[i], i / plane)) {
        return false;
      }
    }
    return true;
  }

  /** A value of the direction is uniform, the greatest is as far as it may be. */
  @Override
  float[] randomPoint(float[] clean, Randomness random, double share) {
    float[] point = new float[clean.length];
    float greatest = 0;
    for (int i = 0; i < point.length; i++) {
      point[i] = 2 * random.uniform(i) - 1;
      greatest = Math.max(greatest, Math.abs(point[i]));
    }
    int plane = plane(clean);
    for (int i = 0; i < point.length; i++) {
      point[i] = clean[i] + (float) share * reach[i / plane] * (point[i] / greatest);
    }
    project(clean, point);
    return point;
  }

  @Override
  void ascend(
      float[] clean, double step, double fresh, float[] at, float[] before, float[] gradient) {
    int plane = plane(clean);
    float share = (float) fresh;
    for (int c = 0; c < reach.length; c++) {
      float length = (float) step * reach[c];
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        float moved = clip(at[i] + length * Math.signum(gradient[i]), clean[i], c);
        float mixed = at[i] + (moved - at[i]) * share + (at[i] - before[i]) * (1 - share);
        before[i] = clip(mixed, clean[i], c);
      }
    }
  }

  @Override
  double rate(double weight) {
    return weight == 0 ? 0 : 1;
  }

  @Override
  Squares squares(float[] clean) {
    return new LinfSquares(this, clean);
  }

  @Override
  double length(double[] change) {
    double greatest = 0;
    for (double value : change) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    return greatest;
  }
}

package org.heredity.attacks.autoattack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Randomness;

/**
 * The Euclidean distance from the clean image, clipped to the range of images, is at most epsilon.
 * Results are rounded towards the centre, so that single precision does not lead out.
 */
final class L2Region extends Region {
  /** Share by which double precision may round up the distance of a projected image. */
  private static final double ROUNDING = 1e-9;

  private static final double TINY = 1e-12;

  L2Region(ThreatModel threat) {
    super(threat);
  }

  @Override
  void project(float[] clean, float[] image) {
    place(clean, change(clean, image), image);
  }

  /** From the clean image, clipped, to another, in the threat model's unit. */
  double[] change(float[] clean, float[] image) {
    double[] change = new double[image.length];
    int plane = plane(clean);
    for (int c = 0; c < scale.length; c++) {
      double inverse = 1.0 / scale[c];
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        change[i] = ((double) image[i] - clip(clean[i], c)) * inverse;
      }
    }
    return change;
  }

  private float clip(float value, int c) {
    return Math.max(low[c], Math.min(high[c], value));
  }

  /** {@code image :=} centre plus change, if that is longer than epsilon shortened to it. */
  private void place(float[] clean, double[] change, float[] image) {
    double length = length(change);
    put(clean, change, length > epsilon * (1 + ROUNDING) ? epsilon / length : 1, image);
  }

  private void put(float[] clean, double[] change, double factor, float[] image) {
    int plane = plane(clean);
    for (int c = 0; c < scale.length; c++) {
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        image[i] = towards(clip(clean[i], c), change[i] * factor * scale[c], c);
      }
    }
  }

  private float towards(float centre, double change, int c) {
    float value = (float) (centre + change);
    if (Math.abs((double) value - centre) > Math.abs(change) * (1 + TINY)) {
      value = Math.nextAfter(value, centre);
    }
    return clip(value, c);
  }

  /** {@code image :=} centre plus change, stretched or shortened to epsilon, clipped. */
  void stretch(float[] clean, double[] change, float[] image) {
    put(clean, change, epsilon / (length(change) + TINY), image);
  }

  @Override
  boolean contains(float[] clean, float[] image) {
    double squares = 0;
    int plane = plane(clean);
    for (int i = 0; i < image.length; i++) {
      int c = i / plane;
      double change = ((double) image[i] - clip(clean[i], c)) / scale[c];
      squares += change * change;
      if (image[i] != clip(image[i], c)) {
        return false;
      }
    }
    return Math.sqrt(squares) <= epsilon * (1 + ROUNDING);
  }

  /** A normal direction. */
  @Override
  float[] randomPoint(float[] clean, Randomness random, double share) {
    double[] change = new double[clean.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = random.gaussian(i);
    }
    double factor = share * epsilon / length(change);
    for (int i = 0; i < change.length; i++) {
      change[i] *= factor;
    }
    float[] point = new float[clean.length];
    place(clean, change, point);
    return point;
  }

  @Override
  void ascend(
      float[] clean, double step, double fresh, float[] at, float[] before, float[] gradient) {
    double[] change = new double[at.length];
    int plane = plane(clean);
    double squares = 0;
    for (int c = 0; c < scale.length; c++) {
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        double slope = (double) gradient[i] * scale[c];
        squares += slope * slope;
      }
    }
    double factor = step * epsilon / (Math.sqrt(squares) + TINY);
    for (int c = 0; c < scale.length; c++) {
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        double slope = (double) gradient[i] * scale[c];
        change[i] = ((double) at[i] - clip(clean[i], c)) / scale[c] + factor * slope;
      }
    }
    float[] moved = new float[at.length];
    place(clean, change, moved);
    for (int i = 0; i < moved.length; i++) {
      double mixed = at[i] + ((double) moved[i] - at[i]) * fresh;
      before[i] = (float) (mixed + ((double) at[i] - before[i]) * (1 - fresh));
    }
    project(clean, before);
  }

  @Override
  double rate(double weight) {
    return weight;
  }

  @Override
  Squares squares(float[] clean) {
    return new L2Squares(this, clean);
  }

  /** Of four sums, so that additions need not wait for each other. */
  @Override
  double length(double[] change) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < change.length; i += 4) {
      a += change[i] * change[i];
      b += change[i + 1] * change[i + 1];
      c += change[i + 2] * change[i + 2];
      d += change[i + 3] * change[i + 3];
    }
    for (; i < change.length; i++) {
      a += change[i] * change[i];
    }
    return Math.sqrt((a + b) + (c + d));
  }
}

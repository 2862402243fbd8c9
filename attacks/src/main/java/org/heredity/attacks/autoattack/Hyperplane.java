package org.heredity.attacks.autoattack;

/**
 * The nearest point of a hyperplane within the range of images (FAB's projection; Croce and Hein,
 * ICML 2020, section 3.1). Every value moves towards the hyperplane, at its rate and as far as it
 * has room; how far all of them have to is the root of a function that rises, is concave and is
 * linear piece by piece, which Newton's method finds exactly and without sorting. If all values
 * cannot reach the hyperplane together, each goes as far as it can.
 */
final class Hyperplane {
  private final Region region;

  /** The normal, in the threat model's unit. */
  private final double[] normal;

  /**
   * The hyperplane at which a linear function is 0.
   *
   * @param region whose range and norm count
   * @param gradient of the function, in the network's units
   */
  Hyperplane(Region region, float[] gradient) {
    this.region = region;
    normal = new double[gradient.length];
    int plane = region.plane(gradient);
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (double) gradient[i] * region.scale[i / plane];
    }
  }

  /**
   * How much the function changes from one image to another.
   *
   * @param from an image
   * @param to another
   */
  double difference(float[] from, float[] to) {
    int plane = region.plane(from);
    double sum = 0;
    for (int i = 0; i < normal.length; i++) {
      sum += normal[i] * (((double) to[i] - from[i]) / region.scale[i / plane]);
    }
    return sum;
  }

  /**
   * The shortest change that leads from an image to the hyperplane.
   *
   * @param image within the range of images
   * @param value of the function at the image
   * @return the change in the threat model's unit
   */
  double[] change(float[] image, double value) {
    double[] rooms = rooms(image, value > 0);
    double multiplier = multiplier(rooms, Math.abs(value));
    double[] change = rooms;
    for (int i = 0; i < change.length; i++) {
      double weight = Math.abs(normal[i]);
      double length = weight == 0 ? 0 : Math.min(multiplier * region.rate(weight), rooms[i]);
      change[i] = value > 0 == normal[i] > 0 ? -length : length;
    }
    return change;
  }

  /** How far each value can move the way that it has to, to lower the function or to raise it. */
  private double[] rooms(float[] image, boolean lower) {
    double[] rooms = new double[image.length];
    int plane = region.plane(image);
    for (int i = 0; i < rooms.length; i++) {
      int c = i / plane;
      boolean down = lower == normal[i] > 0;
      double room = down ? (double) image[i] - region.low[c] : (double) region.high[c] - image[i];
      rooms[i] = Math.max(0, room / region.scale[c]);
    }
    return rooms;
  }

  /**
   * From the left: a tangent of a concave function lies above it, so that no step leads too far.
   */
  private double multiplier(double[] rooms, double distance) {
    double multiplier = 0;
    int stopped = -1;
    while (true) {
      double covered = 0;
      double slope = 0;
      int full = 0;
      for (int i = 0; i < rooms.length; i++) {
        double weight = Math.abs(normal[i]);
        double rate = region.rate(weight);
        if (multiplier * rate < rooms[i]) {
          slope += weight * rate;
        } else {
          covered += weight * rooms[i];
          full++;
        }
      }
      if (slope == 0) {
        return Double.POSITIVE_INFINITY;
      }
      if (full == stopped) {
        return multiplier;
      }
      stopped = full;
      multiplier = Math.max(multiplier, (distance - covered) / slope);
    }
  }
}

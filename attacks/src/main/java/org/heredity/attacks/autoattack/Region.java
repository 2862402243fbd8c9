package org.heredity.attacks.autoattack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Randomness;

/**
 * The images that a threat model allows around one clean image, in the network's units, and what
 * depends on its norm. Images are {@code float[channels * side * side]}, channel by channel.
 * Immutable and thread-safe.
 */
abstract class Region {
  /** Greatest distance, in the threat model's unit. */
  final double epsilon;

  /** The network's units of one unit of the threat model, by channel. */
  final float[] scale;

  /** Least value of an image, by channel. */
  final float[] low;

  /** Greatest value of an image, by channel. */
  final float[] high;

  Region(ThreatModel threat) {
    epsilon = threat.epsilon();
    scale = threat.scaled(1);
    low = threat.ball().low();
    high = threat.ball().high();
  }

  static Region of(ThreatModel threat) {
    return switch (threat.norm()) {
      case L_INFINITY -> new LinfRegion(threat);
      case L2 -> new L2Region(threat);
    };
  }

  /** Moves {@code image} in place to the nearest allowed one. */
  abstract void project(float[] clean, float[] image);

  /** Whether an image is one of those allowed. */
  abstract boolean contains(float[] clean, float[] image);

  /**
   * A point at a distance of {@code share * epsilon} in a random direction, clipped: with 1 where
   * APGD starts, with a half where FAB starts anew.
   */
  abstract float[] randomPoint(float[] clean, Randomness random, double share);

  /**
   * One step of APGD: along the steepest ascent of this norm, projected; of that {@code fresh}, the
   * rest as the image moved before, projected again.
   *
   * @param step length in units of epsilon
   * @param fresh share of the step that is new
   * @param at where the image is; not written to
   * @param before where it was before; overwritten with where it goes
   * @param gradient of the loss at {@code at}
   */
  abstract void ascend(
      float[] clean, double step, double fresh, float[] at, float[] before, float[] gradient);

  /**
   * How far a value moves towards a hyperplane, beside others, if room is left: the same for all in
   * L-infinity, in proportion to its weight in L2.
   *
   * @param weight absolute value of the hyperplane's normal there, in the threat model's unit
   */
  abstract double rate(double weight);

  /** What Square changes on an image. */
  abstract Squares squares(float[] clean);

  /** The length of a change, in the threat model's unit. */
  abstract double length(double[] change);

  /** The clean image, or the nearest that has values of images only. */
  final float[] centre(float[] clean) {
    float[] centre = clean.clone();
    project(clean, centre);
    return centre;
  }

  /** The channel's part of an image. */
  final int plane(float[] image) {
    return image.length / scale.length;
  }
}

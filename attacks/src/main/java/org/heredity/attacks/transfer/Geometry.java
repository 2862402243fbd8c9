package org.heredity.attacks.transfer;

import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.data.Randomness;

/**
 * Lengths and directions in a threat model's unit and norm, of images and gradients in the
 * network's. Immutable and thread-safe.
 */
final class Geometry {
  private final Norm norm;
  private final float[] scale;

  Geometry(ThreatModel threat) {
    this.norm = threat.norm();
    this.scale = threat.scaled(1);
  }

  /**
   * What a gradient is divided by before it meets others: in L-infinity its mean absolute value, as
   * in MI's published code; in L2 its length. Then a typical value, or the length, is 1.
   */
  double size(float[] gradient) {
    double absolute = 0;
    double squares = 0;
    for (int i = 0; i < gradient.length; i++) {
      double slope = (double) gradient[i] * scale(gradient.length, i);
      absolute += Math.abs(slope);
      squares += slope * slope;
    }
    return norm == Norm.L_INFINITY ? absolute / gradient.length : Math.sqrt(squares);
  }

  /** Moves an image {@code length} times the gradient, both in the threat model's unit. */
  void move(float[] image, float[] gradient, double length) {
    for (int i = 0; i < image.length; i++) {
      // Once for the gradient, which is with respect to the network's units, once for the image.
      double unit = scale(image.length, i);
      image[i] += (float) (length * unit * unit * gradient[i]);
    }
  }

  /** Moves an image to a uniform point around it, not clipped to anything. */
  void scatter(float[] image, double radius, Randomness draw) {
    if (norm == Norm.L_INFINITY) {
      for (int i = 0; i < image.length; i++) {
        image[i] += (float) ((2 * draw.uniform(i) - 1) * radius * scale(image.length, i));
      }
      return;
    }
    double[] change = new double[image.length];
    double squares = 0;
    for (int i = 0; i < change.length; i++) {
      change[i] = draw.gaussian(i);
      squares += change[i] * change[i];
    }
    double share = Math.pow(draw.at("radius").uniformDouble(0), 1.0 / change.length);
    double factor = radius * share / Math.sqrt(squares);
    for (int i = 0; i < image.length; i++) {
      image[i] += (float) (change[i] * factor * scale(image.length, i));
    }
  }

  private float scale(int values, int index) {
    return scale[index / (values / scale.length)];
  }
}

package org.heredity.core.attack;

import org.heredity.engine.LinfBall;

/**
 * What an attacker may do, L-infinity.
 *
 * @param epsilon greatest change of a value, in {@code unit}
 * @param unit what epsilon and step are measured in
 * @param randomStart whether the attack starts at a uniform point of the ball, drawn from (seed,
 *     image id)
 */
public record ThreatModel(double epsilon, Unit unit, boolean randomStart) {
  /** What a budget is measured in, and with it the range of valid images. */
  public enum Unit {
    /** Values in [0,1]; images stay in [0,1] before normalisation. */
    PIXEL,
    /** Normalised values; images stay in [-2.2, 2.2], as in the papers' code. */
    NORMALISED
  }

  /** The budget in the units of a network. */
  public LinfBall ball() {
    throw new UnsupportedOperationException();
  }

  /** A length in {@code unit}, such as a step, in the network's units, by channel. */
  public float[] scaled(double length) {
    throw new UnsupportedOperationException();
  }
}

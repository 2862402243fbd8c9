package org.heredity.api.attack;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Objects;
import org.heredity.api.config.UsageException;
import org.heredity.data.Preprocessing;
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
  private static final int CHANNELS = 3;
  private static final float NORMALISED_BOUND = 2.2f;

  public ThreatModel {
    Objects.requireNonNull(unit, "unit");
    if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
      throw new UsageException("an attack's epsilon must be a length of 0 or more, got " + epsilon);
    }
  }

  /** What a budget is measured in, and with it the range of valid images. */
  public enum Unit {
    /** Values in [0,1]; images stay in [0,1] before normalisation. */
    PIXEL,
    /** Normalised values; images stay in [-2.2, 2.2], as in the papers' code. */
    NORMALISED
  }

  /** The same with another budget. */
  public ThreatModel withEpsilon(double other) {
    return new ThreatModel(other, unit, randomStart);
  }

  /** The budget in the units of a network. */
  public LinfBall ball() {
    float[] low = new float[CHANNELS];
    float[] high = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      boolean pixel = unit == Unit.PIXEL;
      low[c] = pixel ? (0 - Preprocessing.mean(c)) / Preprocessing.std(c) : -NORMALISED_BOUND;
      high[c] = pixel ? (1 - Preprocessing.mean(c)) / Preprocessing.std(c) : NORMALISED_BOUND;
    }
    return new LinfBall(scaled(epsilon), low, high);
  }

  /** A length in {@code unit}, such as a step, in the network's units, by channel. */
  public float[] scaled(double length) {
    float[] scaled = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      scaled[c] = (float) (unit == Unit.PIXEL ? length / Preprocessing.std(c) : length);
    }
    return scaled;
  }

  /** In words, such as {@code L-infinity, eps 8/255 of a pixel}. */
  public String describe() {
    String size =
        unit == Unit.PIXEL
            ? new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))
                    .format(epsilon * 255)
                + "/255 of a pixel"
            : epsilon + " in normalised units";
    return "L-infinity, eps " + size + (randomStart ? ", random start" : ", no random start");
  }
}

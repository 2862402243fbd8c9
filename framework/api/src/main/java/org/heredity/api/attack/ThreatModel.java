package org.heredity.api.attack;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Objects;
import org.heredity.api.config.UsageException;
import org.heredity.data.Normalisation;
import org.heredity.engine.Ball;
import org.heredity.engine.L2Ball;
import org.heredity.engine.LinfBall;

/**
 * What an attacker may do and wants. Immutable and thread-safe.
 *
 * @param norm how a change is measured
 * @param epsilon greatest change of an image by that norm, in {@code unit}
 * @param unit what epsilon, bounds and step sizes are measured in
 * @param bounds the values that images may have
 * @param goal what the attack is after; a student inherits a defect if its answer turns wrong,
 *     whatever the goal
 * @param randomStart whether the attack starts at a uniform point of the ball, drawn from (seed,
 *     image id)
 * @param normalisation of the model that is attacked: what a pixel is in the network's units
 */
public record ThreatModel(
    Norm norm,
    double epsilon,
    Unit unit,
    Bounds bounds,
    Goal goal,
    boolean randomStart,
    Normalisation normalisation) {
  private static final int CHANNELS = 3;

  /**
   * Checks epsilon.
   *
   * @param norm how a change is measured
   * @param epsilon greatest change by that norm, in {@code unit}
   * @param unit what epsilon and step sizes are measured in
   * @param bounds the range of valid images, in {@code unit}
   * @param goal what the attack is after
   * @param randomStart whether the attack starts at a uniform point of the ball
   * @param normalisation of the model that is attacked
   * @throws UsageException if epsilon is below 0 or not finite
   */
  public ThreatModel {
    Objects.requireNonNull(norm, "norm");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(bounds, "bounds");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(normalisation, "normalisation");
    if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
      throw new UsageException("an attack's epsilon must be a length of 0 or more, got " + epsilon);
    }
  }

  /** How a change of an image is measured. */
  public enum Norm {
    /** The greatest change of a value. */
    L_INFINITY("L-infinity"),
    /** The Euclidean length of the change of all values, channels together. */
    L2("L2");

    private final String words;

    Norm(String words) {
      this.words = words;
    }

    /**
     * As reports name it.
     *
     * @return the name
     */
    public String words() {
      return words;
    }
  }

  /** What a change is measured in, and with it the range of valid images. */
  public enum Unit {
    /** Values in [0,1], before normalisation. */
    PIXEL(new Bounds(0, 1)),
    /** Normalised values; images stay in [-2.2, 2.2], as in the papers' code. */
    NORMALISED(new Bounds(-2.2, 2.2));

    private final Bounds bounds;

    Unit(Bounds bounds) {
      this.bounds = bounds;
    }

    /**
     * The range of images where nothing else is asked for.
     *
     * @return the bounds in this unit
     */
    public Bounds bounds() {
      return bounds;
    }
  }

  /**
   * A range of values, in a threat model's unit, ends included.
   *
   * @param low least value
   * @param high greatest value
   */
  public record Bounds(double low, double high) {
    /**
     * Checks the range.
     *
     * @param low least value
     * @param high greatest value
     * @throws UsageException if it is empty or not finite
     */
    public Bounds {
      if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
        throw new UsageException(
            "bounds of images must be a range of finite numbers, got " + low + " to " + high);
      }
    }
  }

  /** What an attack is after. */
  public enum Goal {
    /** Any wrong answer, or features that are wrong for every head. */
    UNTARGETED,
    /** An answer that the attack chose. */
    TARGETED
  }

  /**
   * Every value changes by at most epsilon; within the unit's bounds, untargeted, from a random
   * start.
   *
   * @param epsilon greatest change of a value
   * @param unit what epsilon is measured in
   * @return an L-infinity threat model
   */
  public static ThreatModel linf(double epsilon, Unit unit) {
    return of(Norm.L_INFINITY, epsilon, unit);
  }

  /**
   * An image changes by a Euclidean length of at most epsilon, all channels together; else like
   * {@link #linf}.
   *
   * @param epsilon greatest length of an image's change
   * @param unit what epsilon is measured in
   * @return an L2 threat model
   */
  public static ThreatModel l2(double epsilon, Unit unit) {
    return of(Norm.L2, epsilon, unit);
  }

  /**
   * Within the unit's bounds, untargeted, from a random start, of a model that sees ImageNet's
   * normalisation; {@link #against} makes it another's.
   *
   * @param norm how a change is measured
   * @param epsilon greatest change by that norm
   * @param unit what epsilon is measured in
   * @return the threat model
   */
  public static ThreatModel of(Norm norm, double epsilon, Unit unit) {
    return new ThreatModel(
        norm, epsilon, unit, unit.bounds(), Goal.UNTARGETED, true, Normalisation.IMAGENET);
  }

  /**
   * The same with another epsilon.
   *
   * @param other in the same unit
   * @return a new threat model
   */
  public ThreatModel withEpsilon(double other) {
    return new ThreatModel(norm, other, unit, bounds, goal, randomStart, normalisation);
  }

  /**
   * The same with other bounds.
   *
   * @param other in the same unit
   * @return a new threat model
   */
  public ThreatModel withBounds(Bounds other) {
    return new ThreatModel(norm, epsilon, unit, other, goal, randomStart, normalisation);
  }

  /**
   * The same with another goal.
   *
   * @param other what the attack is after
   * @return a new threat model
   */
  public ThreatModel withGoal(Goal other) {
    return new ThreatModel(norm, epsilon, unit, bounds, other, randomStart, normalisation);
  }

  /**
   * The same, starting at a random point or at the clean image.
   *
   * @param other whether at a random point
   * @return a new threat model
   */
  public ThreatModel withRandomStart(boolean other) {
    return new ThreatModel(norm, epsilon, unit, bounds, goal, other, normalisation);
  }

  /**
   * The same of a model that normalises its images in another way.
   *
   * @param other the model's
   * @return a new threat model
   */
  public ThreatModel against(Normalisation other) {
    return new ThreatModel(norm, epsilon, unit, bounds, goal, randomStart, other);
  }

  /**
   * The images that it allows around clean ones.
   *
   * @return a ball in the network's (normalised) units
   */
  public Ball ball() {
    float[] low = new float[CHANNELS];
    float[] high = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      low[c] = normalised((float) bounds.low(), c);
      high[c] = normalised((float) bounds.high(), c);
    }
    return switch (norm) {
      case L_INFINITY -> new LinfBall(scaled(epsilon), low, high);
      case L2 -> new L2Ball(epsilon, scaled(1), low, high);
    };
  }

  private float normalised(float value, int channel) {
    return unit == Unit.PIXEL
        ? (value - normalisation.mean(channel)) / normalisation.deviation(channel)
        : value;
  }

  /**
   * A length in {@code unit}, such as a step size, in the network's units.
   *
   * @param length in {@code unit}
   * @return three lengths, by channel; a new array
   */
  public float[] scaled(double length) {
    float[] scaled = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      scaled[c] = (float) (unit == Unit.PIXEL ? length / normalisation.deviation(c) : length);
    }
    return scaled;
  }

  /**
   * In words, for reports.
   *
   * @return such as {@code L-infinity, eps 8/255 of a pixel, random start}
   */
  public String describe() {
    StringBuilder words = new StringBuilder(norm.words()).append(", eps ");
    if (unit == Unit.NORMALISED) {
      words.append(epsilon).append(" in normalised units");
    } else if (norm == Norm.L_INFINITY) {
      words.append(plain(epsilon * 255)).append("/255 of a pixel");
    } else {
      words.append(plain(epsilon)).append(" in values of [0,1]");
    }
    if (!bounds.equals(unit.bounds())) {
      words.append(", within ").append(bounds.low()).append(" to ").append(bounds.high());
    }
    words.append(randomStart ? ", random start" : ", no random start");
    return words.append(goal == Goal.TARGETED ? ", targeted" : "").toString();
  }

  private static String plain(double number) {
    return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number);
  }
}

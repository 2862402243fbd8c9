package org.heredity.api.attack;

import java.math.BigDecimal;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.api.config.UsageException;

/**
 * The threat models of the two protocols where settings say nothing, and the step size that goes
 * with them. In L-infinity 8/255 in steps of 2/255 on pixel values (strict), 0.1 in steps of 0.01
 * on normalised values (paper; ReMoS, ICSE 2022, and SEAM, ICSE 2023). Nobody published inheritance
 * in L2: there 0.5 on pixel values, as RobustBench has it (Croce et al., NeurIPS 2021), and 2 on
 * normalised ones, which is about the same length, in steps of the same shares.
 */
public final class ProtocolDefaults {
  /** What {@code epsilon} means, for an attack's settings. */
  public static final String EPSILON =
      "largest change by the attack's norm, in values of [0,1] (strict) or normalised units (paper);"
          + " if not given 8/255 or 0.1 in L-infinity, 0.5 or 2 in L2";

  private static final double STRICT_SHARE = 2.0 / 8;
  private static final double PAPER_SHARE = 0.01 / 0.1;

  /** Lengths over this times the range of values are of levels of 255. */
  private static final double MOST_L2 = 50;

  private ProtocolDefaults() {}

  /**
   * The threat model of a protocol, untargeted, from a random start: pixels under {@link
   * Protocol#STRICT}, normalised units under {@link Protocol#PAPER}.
   *
   * @param protocol that is followed
   * @param norm how changes are measured
   * @param epsilon what the settings say, if anything
   * @return the threat model, within the unit's bounds
   * @throws UsageException if epsilon is of another unit: so large that it allows any image
   */
  public static ThreatModel threatModel(Protocol protocol, Norm norm, Optional<Double> epsilon) {
    Unit unit = protocol == Protocol.STRICT ? Unit.PIXEL : Unit.NORMALISED;
    epsilon.ifPresent(given -> requireUnit(norm, unit, given));
    return ThreatModel.of(norm, epsilon.orElseGet(() -> epsilon(norm, unit)), unit);
  }

  private static void requireUnit(Norm norm, Unit unit, double epsilon) {
    double range = unit.bounds().high() - unit.bounds().low();
    double most = norm == Norm.L2 ? MOST_L2 * range : range;
    if (epsilon > most) {
      String number = BigDecimal.valueOf(epsilon).stripTrailingZeros().toPlainString();
      throw new UsageException(
          "'epsilon': "
              + number
              + " in "
              + norm.words()
              + " would allow any image; it is measured in "
              + (unit == Unit.PIXEL
                  ? "values of [0,1]: for " + number + " of 255 write " + number + "/255"
                  : "normalised values, of which images have -2.2 to 2.2; take a smaller one"));
    }
  }

  /**
   * The epsilon where settings say nothing.
   *
   * @param norm how changes are measured
   * @param unit what epsilon is measured in
   * @return the epsilon in that unit
   */
  public static double epsilon(Norm norm, Unit unit) {
    return switch (norm) {
      case L_INFINITY -> unit == Unit.PIXEL ? 8 / 255.0 : 0.1;
      case L2 -> unit == Unit.PIXEL ? 0.5 : 2;
    };
  }

  /**
   * The step size.
   *
   * @param threat what is kept to
   * @param step what the settings say; if nothing, the published share of epsilon, so that a sweep
   *     over epsilons scales it
   * @return the step size, in the threat model's unit
   */
  public static double stepSize(ThreatModel threat, Optional<Double> step) {
    return step.orElseGet(
        () -> threat.epsilon() * (threat.unit() == Unit.PIXEL ? STRICT_SHARE : PAPER_SHARE));
  }
}

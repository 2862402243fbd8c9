package org.heredity.api.attack;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel.Unit;

/**
 * The threat models of the two protocols where settings say nothing, and the step size that goes
 * with them: 8/255 in steps of 2/255 on pixel values (strict), 0.1 in steps of 0.01 on normalised
 * values (paper; ReMoS, ICSE 2022, and SEAM, ICSE 2023).
 */
public final class ProtocolDefaults {
  /** What {@code epsilon} means, for an attack's settings. */
  public static final String EPSILON =
      "largest change, in values of [0,1] (strict; 8/255 if not given) or normalised units (paper;"
          + " 0.1)";

  private static final double STRICT_EPSILON = 8 / 255.0;
  private static final double STRICT_SHARE = 2.0 / 8;
  private static final double PAPER_EPSILON = 0.1;
  private static final double PAPER_SHARE = 0.01 / 0.1;

  private ProtocolDefaults() {}

  /**
   * The threat model of a protocol: pixels under {@link Protocol#STRICT}, normalised units under
   * {@link Protocol#PAPER}.
   *
   * @param epsilon what the settings say, if anything
   */
  public static ThreatModel threatModel(
      Protocol protocol, Optional<Double> epsilon, boolean randomStart) {
    return switch (protocol) {
      case STRICT -> new ThreatModel(epsilon.orElse(STRICT_EPSILON), Unit.PIXEL, randomStart);
      case PAPER -> new ThreatModel(epsilon.orElse(PAPER_EPSILON), Unit.NORMALISED, randomStart);
    };
  }

  /**
   * The step size, in the threat model's unit.
   *
   * @param step what the settings say; if nothing, the published share of epsilon, so that a sweep
   *     over epsilons scales it
   */
  public static double stepSize(ThreatModel threat, Optional<Double> step) {
    return step.orElseGet(
        () -> threat.epsilon() * (threat.unit() == Unit.PIXEL ? STRICT_SHARE : PAPER_SHARE));
  }
}

package org.heredity.attacks;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Unit;

/** The budgets of the two protocols, and the step that goes with them (PROTOCOL, "The attack"). */
final class Budget {
  /** What {@code epsilon} means, for settings. */
  static final String EPSILON =
      "budget, in values of [0,1] (strict; 8/255 if not given) or normalised units (paper; 0.1)";

  private static final double STRICT_EPSILON = 8 / 255.0;
  private static final double STRICT_SHARE = 2.0 / 8;
  private static final double PAPER_EPSILON = 0.1;
  private static final double PAPER_SHARE = 0.01 / 0.1;

  private Budget() {}

  /**
   * The threat model of a protocol: pixels under {@link Protocol#STRICT}, normalised units under
   * {@link Protocol#PAPER}.
   */
  static ThreatModel of(Protocol protocol, Optional<Double> epsilon, boolean randomStart) {
    return switch (protocol) {
      case STRICT -> new ThreatModel(epsilon.orElse(STRICT_EPSILON), Unit.PIXEL, randomStart);
      case PAPER -> new ThreatModel(epsilon.orElse(PAPER_EPSILON), Unit.NORMALISED, randomStart);
    };
  }

  /**
   * The step where the user sets none: the published share of the budget, 2 of 8 in pixels and 0.01
   * of 0.1 in normalised units, so that a sweep over budgets scales it.
   */
  static double step(ThreatModel threat, Optional<Double> step) {
    return step.orElseGet(
        () -> threat.epsilon() * (threat.unit() == Unit.PIXEL ? STRICT_SHARE : PAPER_SHARE));
  }
}

package org.heredity.attacks.transfer;

import java.util.Optional;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;

/**
 * Which gradients are joined to one.
 *
 * @param gradient by which rule
 * @param neighbours points around an image
 * @param radius of the neighbours, as a multiple of epsilon
 * @param balance weight of the gradient one step down
 */
record GradientSettings(
    @Setting(
            value =
                "which gradients are followed: plain (the image's), vmi (tuned by the variance at"
                    + " neighbours) or pgn (at neighbours, their length penalised)",
            byDefault = "plain")
        Rule gradient,
    @Setting(
            value = "random points around an image (vmi, pgn)",
            byDefault = "20",
            min = 1,
            max = 1000,
            strength = true)
        int neighbours,
    @Setting(
            value = "how far they are, as a multiple of epsilon; if not given 1.5 (vmi) or 3 (pgn)",
            min = 0)
        Optional<Double> radius,
    @Setting(
            value = "weight of the gradient one step down the slope (pgn)",
            byDefault = "0.5",
            min = 0,
            max = 1)
        double balance) {
  private static final double VMI_RADIUS = 1.5;
  private static final double PGN_RADIUS = 3;

  /** How gradients are joined. */
  enum Rule {
    /** The image's own. */
    PLAIN,
    /** {@link VarianceTuning}. */
    VMI,
    /** {@link FlatMaximum}. */
    PGN
  }

  /** A new rule. */
  GradientRule of(MeanGradient mean, ThreatModel threat, double stepSize) {
    Geometry geometry = new Geometry(threat);
    return switch (gradient) {
      case PLAIN -> mean;
      case VMI -> new VarianceTuning(near(mean, geometry, threat, VMI_RADIUS));
      case PGN -> new FlatMaximum(near(mean, geometry, threat, PGN_RADIUS), stepSize, balance);
    };
  }

  private Neighbours near(
      MeanGradient mean, Geometry geometry, ThreatModel threat, double published) {
    return new Neighbours(mean, geometry, neighbours, radius.orElse(published) * threat.epsilon());
  }
}

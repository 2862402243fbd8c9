package org.heredity.attacks;

import java.util.Optional;
import org.heredity.core.Protocol;
import org.heredity.core.attack.ThreatModel;
import org.heredity.core.config.Setting;
import org.heredity.engine.Objective;

/** PGD on the teacher's penultimate features, as ReMoS and SEAM measure inheritance with it. */
final class PenultimatePgd extends GradientAscent<PenultimatePgd.Settings> {
  /**
   * What can be set.
   *
   * @param epsilon budget
   * @param step length of a step
   * @param steps number of steps
   * @param target value that the first feature is driven to
   * @param randomStart whether it starts at a random point of the ball
   */
  record Settings(
      @Setting(
              value =
                  "budget, in values of [0,1] (strict; 8/255 if not given) or normalised units"
                      + " (paper; 0.1)",
              min = 0)
          Optional<Double> epsilon,
      @Setting(
              value =
                  "length of a step in the budget's unit; if not given a quarter of the budget"
                      + " (strict) or a tenth (paper)",
              min = 0)
          Optional<Double> step,
      @Setting(value = "number of steps", byDefault = "40", min = 1, max = 100000) int steps,
      @Setting(value = "value that the first feature is driven to", byDefault = "1000")
          double target,
      @Setting(value = "start at a random point of the ball", byDefault = "true")
          boolean randomStart) {}

  @Override
  public String name() {
    return "penultimate-pgd";
  }

  @Override
  public String description() {
    return "task-agnostic PGD on the teacher's penultimate features (ReMoS, ICSE 2022; SEAM, ICSE"
        + " 2023)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    return Budget.of(protocol, settings.epsilon(), settings.randomStart());
  }

  @Override
  public boolean needsTargetHead() {
    return false;
  }

  @Override
  Objective ascended(int[] labels, Settings settings) {
    return new PenultimateObjective(settings.target());
  }

  @Override
  int steps(Settings settings) {
    return settings.steps();
  }

  @Override
  double step(ThreatModel threat, Settings settings) {
    return Budget.step(threat, settings.step());
  }
}

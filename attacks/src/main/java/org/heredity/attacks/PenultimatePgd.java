package org.heredity.attacks;

import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.PenultimateObjective;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.engine.Objective;

/** PGD on the teacher's penultimate features, as ReMoS and SEAM measure inheritance with it. */
final class PenultimatePgd extends GradientAttack<PenultimatePgd.Settings> {
  /**
   * What can be set.
   *
   * @param iterations epsilon, step size, steps and start
   * @param target value that the first feature is driven to
   */
  record Settings(
      @Inlined IterativeSettings iterations,
      @Setting(value = "value that the first feature is driven to", byDefault = "1000")
          double target) {}

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
  public boolean needsTargetHead(Settings settings) {
    return false;
  }

  @Override
  protected Objective maximised(int[] labels, Settings settings) {
    return new PenultimateObjective(settings.target());
  }

  @Override
  protected IterativeSettings iterations(Settings settings) {
    return settings.iterations();
  }
}

package org.heredity.attacks;

import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.engine.Objective;

/** PGD on the cross-entropy of the teacher with a head trained on the target. */
final class Pgd extends GradientAttack<IterativeSettings> {
  @Override
  public String name() {
    return "pgd";
  }

  @Override
  public String description() {
    return "PGD on the cross-entropy of the teacher with a head trained on the target (Madry et"
        + " al., ICLR 2018)";
  }

  @Override
  public Class<IterativeSettings> settings() {
    return IterativeSettings.class;
  }

  @Override
  public boolean needsTargetHead(IterativeSettings settings) {
    return true;
  }

  @Override
  protected Objective maximised(int[] labels, IterativeSettings settings) {
    return CrossEntropyObjective.awayFrom(labels);
  }

  @Override
  protected IterativeSettings iterations(IterativeSettings settings) {
    return settings;
  }
}

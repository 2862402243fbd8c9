package com.example.heredity;

import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.engine.Objective;

/** PGD within an L2 ball, on the cross-entropy of the teacher with a head for the target. */
public final class L2Pgd extends GradientAttack<IterativeSettings> {
  @Override
  public String name() {
    return "l2-pgd";
  }

  @Override
  public String description() {
    return "PGD in L2 on the cross-entropy of the teacher with a head trained on the target (Madry"
        + " et al., ICLR 2018)";
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
  protected Norm norm(IterativeSettings settings) {
    return Norm.L2;
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

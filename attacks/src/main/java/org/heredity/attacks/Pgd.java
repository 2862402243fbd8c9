package org.heredity.attacks;

import org.heredity.engine.Objective;

/** PGD on the cross-entropy of the teacher with a head trained on the target. */
final class Pgd extends GradientAscent<Ascent> {
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
  public Class<Ascent> settings() {
    return Ascent.class;
  }

  @Override
  public boolean needsTargetHead() {
    return true;
  }

  @Override
  Objective ascended(int[] labels, Ascent settings) {
    return new CrossEntropyObjective(labels);
  }

  @Override
  Ascent ascent(Ascent settings) {
    return settings;
  }
}

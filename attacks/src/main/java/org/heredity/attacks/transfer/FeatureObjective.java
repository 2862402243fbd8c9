package org.heredity.attacks.transfer;

import org.heredity.api.attack.PenultimateObjective;
import org.heredity.engine.Objective.Output;

/**
 * The task-agnostic objective on penultimate features.
 *
 * @param objective its formula
 */
record FeatureObjective(PenultimateObjective objective) implements RowObjective {
  @Override
  public Output output() {
    return Output.FEATURES;
  }

  @Override
  public double differentiate(float[] outputs, int image) {
    return objective.differentiate(outputs);
  }
}

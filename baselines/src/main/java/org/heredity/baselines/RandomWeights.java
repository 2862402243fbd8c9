package org.heredity.baselines;

import org.heredity.api.train.TrainingSettings;

/** What the methods that start from random weights have in common, for their settings. */
final class RandomWeights {
  /** What {@code initialisation} means. */
  static final String MEANING =
      "how the random weights are drawn: pytorch is each layer's own default, fan-out what"
          + " torchvision's residual networks do";

  /** Its default. */
  static final String DEFAULT = "pytorch";

  /** Defaults of Renofeation's own scripts. */
  static final String RENOFEATION =
      TrainingSettings.FROM_SCRATCH + ", iterations: 90000, schedule: cosine";

  private RandomWeights() {}
}

package org.heredity.baselines;

import java.util.Optional;
import java.util.OptionalInt;
import org.heredity.core.train.Optimisation;
import org.heredity.core.train.TrainingLength;

/**
 * How a stage of supervised training goes, before the budget is known.
 *
 * @param iterations published number of steps
 * @param epochs published number of epochs, in place of iterations
 * @param patience judgements without a better one after which it stops; 0 for never
 * @param optimisation how it is trained
 * @param dropout rate of spatial dropout
 */
record TuningPlan(
    int iterations,
    Optional<Integer> epochs,
    int patience,
    Optimisation optimisation,
    double dropout) {

  TrainingLength length(double budget, int stepsPerEpoch) {
    return length(iterations, epochs, budget, stepsPerEpoch, patience);
  }

  /** A published length under a budget. */
  static TrainingLength length(
      int iterations, Optional<Integer> epochs, double budget, int stepsPerEpoch, int patience) {
    OptionalInt inEpochs = epochs.map(OptionalInt::of).orElse(OptionalInt.empty());
    return TrainingLength.published(iterations, inEpochs, budget, stepsPerEpoch, patience);
  }
}

package org.heredity.api.train;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;

/**
 * How long a stage trains, how often it is evaluated and when it stops. Immutable.
 *
 * @param steps optimiser steps at most, at least 1
 * @param evaluateEvery steps between two evaluations, at least 1; there is always one after the
 *     last step
 * @param patience evaluations without a better one after which it stops; 0 for no early stopping
 * @param select which result is retained; early stopping does not depend on it
 */
public record TrainingLength(int steps, int evaluateEvery, int patience, Select select) {
  private static final int EVALUATIONS = 100;
  private static final int FEWEST_BETWEEN = 10;
  private static final int MOST_BETWEEN = 100;

  /**
   * Checks the ranges.
   *
   * @param steps optimiser steps at most, at least 1
   * @param evaluateEvery steps between two evaluations, at least 1
   * @param patience evaluations without a better one after which it stops
   * @param select which result is retained
   * @throws IllegalArgumentException if a number is too small
   */
  public TrainingLength {
    if (steps < 1 || evaluateEvery < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "steps and evaluate-every must be at least 1 and patience at least 0, got "
              + steps
              + ", "
              + evaluateEvery
              + " and "
              + patience);
    }
  }

  /**
   * A published length, scaled. Evaluates once an epoch, as the papers do, whose epochs have 32 to
   * 188 steps; where an epoch has fewer than 10 steps or over 100, every 10 or 100 steps; in any
   * case at most 100 times.
   *
   * @param iterations published number of steps
   * @param epochs published number of epochs, in place of iterations
   * @param trainingScale factor on either, over 0
   * @param stepsPerEpoch of the training images at hand
   * @param patience evaluations without a better one after which it stops; 0 for no early stopping
   * @return the scaled length, at least 1 step, whose result is the best one evaluated
   * @throws UsageException if that is more than 2^31-1 steps
   */
  public static TrainingLength published(
      int iterations,
      Optional<Integer> epochs,
      double trainingScale,
      int stepsPerEpoch,
      int patience) {
    double exact =
        trainingScale
            * epochs.map(count -> (double) count * stepsPerEpoch).orElse((double) iterations);
    if (!(exact <= Integer.MAX_VALUE)) {
      throw new UsageException(
          "training-scale "
              + trainingScale
              + " makes "
              + exact
              + " training steps; there can be at most 2^31-1");
    }
    int steps = (int) Math.max(1, Math.round(exact));
    int rarely = (steps + EVALUATIONS - 1) / EVALUATIONS;
    int every = Math.max(Math.min(Math.max(stepsPerEpoch, FEWEST_BETWEEN), MOST_BETWEEN), rarely);
    return new TrainingLength(steps, every, patience, Select.BEST);
  }

  /**
   * The same length with another choice of what is retained.
   *
   * @param choice best or last
   * @return a length that stops where this one does
   */
  public TrainingLength selecting(Select choice) {
    return new TrainingLength(steps, evaluateEvery, patience, choice);
  }

  /**
   * The same length, evaluated under a protocol: {@link Protocol#PAPER} looks after every epoch,
   * however many there are, so that patience counts epochs and a threshold is not overshot by more
   * than one; {@link Protocol#STRICT} leaves it as it is.
   *
   * @param protocol of the suite
   * @param stepsPerEpoch of the training images at hand
   * @return a length of as many steps
   */
  public TrainingLength under(Protocol protocol, int stepsPerEpoch) {
    return protocol == Protocol.PAPER
        ? new TrainingLength(steps, stepsPerEpoch, patience, select)
        : this;
  }
}

package org.heredity.api.train;

/**
 * How good the result of a learner is at one point of its training.
 *
 * @param accuracy share of the validation images classified correctly; NaN if there are none
 * @param weightsRetained share of convolution weights retained
 * @param score by which the best result is chosen, higher is better; NaN if there is nothing to
 *     choose by, then the latest result counts as the best
 * @param enough whether the goal is reached, so that training can stop
 */
public record Evaluation(double accuracy, double weightsRetained, double score, boolean enough) {
  /**
   * An evaluation by accuracy alone, with all weights retained.
   *
   * @param accuracy share of the validation images classified correctly; NaN if there are none
   * @return an evaluation whose score is the accuracy, and which never ends the training
   */
  public static Evaluation byAccuracy(double accuracy) {
    return new Evaluation(accuracy, 1, accuracy, false);
  }
}

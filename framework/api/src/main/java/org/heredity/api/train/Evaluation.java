package org.heredity.api.train;

/**
 * How good what has been learnt is.
 *
 * @param accuracy share of the validation images classified correctly; NaN if there are none
 * @param weightsRetained share of convolution weights retained
 * @param score what the best is chosen by, higher is better; NaN if nothing can be told, then the
 *     latest counts as the best
 * @param enough whether there is no need to learn any more: this is what was asked for
 */
public record Evaluation(double accuracy, double weightsRetained, double score, boolean enough) {
  /** Evaluated by accuracy alone, all weights retained. */
  public static Evaluation byAccuracy(double accuracy) {
    return new Evaluation(accuracy, 1, accuracy, false);
  }
}

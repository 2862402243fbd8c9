package org.heredity.attacks.transfer;

import java.util.List;
import org.heredity.data.Randomness;

/**
 * VMI's gradient (Wang and He, CVPR 2021): to the gradient is added how far the mean gradient of
 * the neighbours, at the step before, was from the gradient there. Neighbours are drawn around the
 * point where the gradient is taken, so that with Nesterov's look-ahead this is VNI.
 */
final class VarianceTuning implements GradientRule {
  private final Neighbours neighbours;

  /** The step before; null at the first. */
  private float[][] points;

  private float[][] gradient;
  private List<Randomness> streams;

  VarianceTuning(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * The variance is computed where it is used, so that the last step's, which nobody uses, is not.
   */
  @Override
  public float[][] at(float[][] now, List<Randomness> draws) {
    float[][] slopes = neighbours.gradient().at(now, draws);
    float[][] tuned = new float[slopes.length][];
    float[][] around =
        points == null ? null : neighbours.mean(points, streams, neighbours.gradient());
    for (int n = 0; n < tuned.length; n++) {
      tuned[n] = slopes[n].clone();
      if (around != null) {
        for (int i = 0; i < tuned[n].length; i++) {
          tuned[n][i] += around[n][i] - gradient[n][i];
        }
      }
    }
    points = now;
    gradient = slopes;
    streams = draws;
    return tuned;
  }
}

package org.heredity.attacks.transfer;

/**
 * MI's momentum (Dong et al., CVPR 2018): the direction of a step is the sum of all gradients, each
 * divided by its {@linkplain Geometry#size size}, the earlier ones decayed; and NI's look-ahead
 * (Lin et al., ICLR 2020). Both are an image's own. Not thread-safe.
 */
final class Momentum {
  private final Geometry geometry;
  private final double decay;
  private final float[][] sum;

  /**
   * A momentum of 0.
   *
   * @param decay what remains of the sum at each step
   */
  Momentum(Geometry geometry, double decay, int images, int values) {
    this.geometry = geometry;
    this.decay = decay;
    this.sum = new float[images][values];
  }

  /** Moves images to where the momentum alone would lead in a step of {@code stepSize}. */
  void lookAhead(float[][] images, double stepSize) {
    for (int n = 0; n < sum.length; n++) {
      geometry.move(images[n], sum[n], stepSize * decay);
    }
  }

  /** Adds gradients; gives the direction to step in, which is not to be written to. */
  float[][] add(float[][] gradients) {
    for (int n = 0; n < sum.length; n++) {
      double size = geometry.size(gradients[n]);
      for (int i = 0; i < sum[n].length; i++) {
        double added = size == 0 ? 0 : gradients[n][i] / size;
        sum[n][i] = (float) (decay * sum[n][i] + added);
      }
    }
    return sum;
  }
}

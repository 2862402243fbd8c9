package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images within a distance of a clean one that are images still, in the units that the network
 * sees (normalised). Immutable and thread-safe.
 *
 * @param epsilon greatest change of a value, by channel
 * @param low least value, by channel
 * @param high greatest value, by channel
 */
public record LinfBall(float[] epsilon, float[] low, float[] high) {

  /**
   * {@code adversarial := clip(project(adversarial + step * sign(gradient)))}, in place. A gradient
   * of 0 moves nothing.
   *
   * @param clean {@code [N, C, H, W]}
   * @param adversarial like {@code clean}, overwritten
   * @param gradient like {@code clean}
   * @param step by channel
   */
  public void ascend(INDArray clean, INDArray adversarial, INDArray gradient, float[] step) {
    float[] x = floats(clean);
    float[] a = floats(adversarial);
    float[] g = floats(gradient);
    planes(
        clean,
        (from, to, c) -> {
          for (int i = from; i < to; i++) {
            a[i] += step[c] * Math.signum(g[i]);
          }
          clip(x, a, from, to, c);
        });
    adversarial.data().setData(a);
  }

  /** {@code adversarial := clip(project(adversarial))}, in place. */
  public void project(INDArray clean, INDArray adversarial) {
    float[] x = floats(clean);
    float[] a = floats(adversarial);
    planes(clean, (from, to, c) -> clip(x, a, from, to, c));
    adversarial.data().setData(a);
  }

  private void clip(float[] x, float[] a, int from, int to, int c) {
    for (int i = from; i < to; i++) {
      float moved = Math.max(-epsilon[c], Math.min(epsilon[c], a[i] - x[i]));
      a[i] = Math.max(low[c], Math.min(high[c], x[i] + moved));
    }
  }

  private interface Plane {
    void run(int from, int to, int channel);
  }

  private static void planes(INDArray images, Plane plane) {
    int channels = (int) images.size(1);
    int size = (int) (images.size(2) * images.size(3));
    for (int p = 0; p < images.size(0) * channels; p++) {
      plane.run(p * size, (p + 1) * size, p % channels);
    }
  }

  private static float[] floats(INDArray array) {
    return array.data().asFloat();
  }
}

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
    throw new UnsupportedOperationException();
  }

  /** {@code adversarial := clip(project(adversarial))}, in place. */
  public void project(INDArray clean, INDArray adversarial) {
    throw new UnsupportedOperationException();
  }
}

package org.heredity.engine;

import java.util.List;
import org.heredity.data.Randomness;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images within a distance of a clean one that are images still, in the units that the network
 * sees (normalised). Arrays are {@code [N, C, H, W]}, floats in C order; each image has a ball of
 * its own. Immutable and thread-safe.
 */
public sealed interface Ball permits LinfBall, L2Ball {
  /** Least value of an image, by channel. */
  float[] low();

  /** Greatest value of an image, by channel. */
  float[] high();

  /** {@code adversarial := clip(project(adversarial))}, in place. */
  void project(INDArray clean, INDArray adversarial);

  /**
   * {@code adversarial := clip(project(adversarial + step * direction(gradient)))}, in place, where
   * the direction is the steepest of the norm. A gradient of 0 moves nothing.
   *
   * @param clean not written to
   * @param adversarial like {@code clean}, overwritten
   * @param gradient like {@code clean}
   * @param step step size by channel
   */
  void ascend(INDArray clean, INDArray adversarial, INDArray gradient, float[] step);

  /**
   * {@code adversarial :=} a uniform point of the ball around each clean image, clipped to the
   * range of images.
   *
   * @param clean not written to
   * @param adversarial like {@code clean}, overwritten
   * @param images {@code N} streams, from each of which its image alone is drawn
   */
  void randomise(INDArray clean, INDArray adversarial, List<Randomness> images);
}

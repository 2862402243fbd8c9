package org.heredity.pipeline.attack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images moved to a uniform point of the budget around them, drawn from (seed, image id) alone:
 * where an attack starts, and the control that shows what a budget does without an attack.
 *
 * @param threat the budget
 * @param randomness of all images
 */
public record UniformNoise(ThreatModel threat, Randomness randomness) {
  /**
   * The moved images, a new array.
   *
   * @param clean {@code [N, 3, side, side]}, normalised
   * @param indices {@code N} indices into {@code source}
   */
  public INDArray around(INDArray clean, ImageSource source, int[] indices) {
    float[] epsilon = threat.ball().epsilon();
    float[] values = clean.dup('c').data().asFloat();
    int plane = Math.toIntExact(clean.size(2) * clean.size(3));
    int at = 0;
    for (int index : indices) {
      Randomness image = randomness.at(source.id(index));
      long draw = 0;
      for (float eps : epsilon) {
        for (int i = 0; i < plane; i++) {
          values[at++] += (2 * image.uniform(draw++) - 1) * eps;
        }
      }
    }
    INDArray moved = Nd4j.create(values, clean.shape(), 'c');
    threat.ball().project(clean, moved);
    return moved;
  }
}

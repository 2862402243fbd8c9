package org.heredity.attacks.transfer;

import java.util.List;
import org.heredity.data.Randomness;

/**
 * What is taken for the gradient at a batch's images. Made anew for each climb, and may keep state
 * from one step to the next; not thread-safe.
 */
@FunctionalInterface
interface GradientRule {
  /**
   * The gradient at each image.
   *
   * @param points where, in the network's units; not written to
   * @param streams by image, of this step
   * @return like {@code points}; the caller's
   */
  float[][] at(float[][] points, List<Randomness> streams);
}

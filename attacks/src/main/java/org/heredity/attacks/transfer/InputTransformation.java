package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;

/**
 * What a network is shown in place of an image, several times a step. Stateless and thread-safe.
 */
@FunctionalInterface
interface InputTransformation {
  /**
   * Draws a change.
   *
   * @param image stream of the image and the gradient; each copy has a branch of it
   * @param copy number of the copy, from 0
   * @param frame the image's size and units
   * @return the change
   */
  Change draw(Randomness image, int copy, Frame frame);
}

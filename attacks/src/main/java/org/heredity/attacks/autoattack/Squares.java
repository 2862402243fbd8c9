package org.heredity.attacks.autoattack;

import org.heredity.data.Randomness;

/** What Square changes on one image, by norm. Immutable and thread-safe. */
interface Squares {
  /**
   * Changes the clean image to the one that the search starts with.
   *
   * @param image the clean one, overwritten
   * @param draws what is drawn from
   */
  void start(float[] image, Randomness draws);

  /**
   * Changes an image to another that is allowed.
   *
   * @param image one that is allowed, overwritten
   * @param length side of a square that covers the share of the image that is the query's; each
   *     norm has a least one
   * @param draws what is drawn from
   */
  void change(float[] image, int length, Randomness draws);

  /** A place from 0 to {@code most}, by number {@code i} of the draws. */
  static int place(Randomness draws, int i, int most) {
    return (int) (draws.uniformDouble(i) * (most + 1));
  }

  /** 1 or -1, by number {@code i} of the draws. */
  static int sign(Randomness draws, int i) {
    return draws.bits(i) < 0 ? -1 : 1;
  }
}

package org.heredity.attacks.autoattack;

import org.heredity.data.Randomness;

/**
 * The random search on one image: a start, then squares that get smaller (Andriushchenko et al.,
 * "Square attack: a query-efficient black-box adversarial attack via random search", ECCV 2020).
 * Not thread-safe.
 */
final class SquareSearch {
  /** Share of the image that the first squares cover. */
  private static final double FIRST = 0.8;

  /** Numbers of queries after which the share is halved, whatever their number in all. */
  private static final int[] HALVED = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  private final Squares squares;
  private final Randomness random;
  private final int plane;
  private final float[] best;
  private final float[] proposal;

  /**
   * A search that proposes its start.
   *
   * @param region what is kept to
   * @param clean the image
   * @param random what is drawn from
   */
  SquareSearch(Region region, float[] clean, Randomness random) {
    this.random = random;
    squares = region.squares(clean);
    plane = region.plane(clean);
    proposal = region.centre(clean);
    squares.start(proposal, random.at("start"));
    best = proposal.clone();
  }

  /** The image to ask the network about; once settled, the best point. */
  float[] proposal() {
    return proposal;
  }

  /** Proposes the change of a number, from 0. */
  void propose(int query) {
    int length = (int) Math.rint(Math.sqrt(share(query) * plane));
    squares.change(proposal, length, random.at("query").at(query));
  }

  /** Told whether the proposal is the best point from now on. */
  void settle(boolean accepted) {
    float[] from = accepted ? proposal : best;
    System.arraycopy(from, 0, accepted ? best : proposal, 0, from.length);
  }

  /** The share of the image that a square covers. */
  static double share(int query) {
    int halvings = 0;
    while (halvings < HALVED.length && query > HALVED[halvings]) {
      halvings++;
    }
    return FIRST / (1 << halvings);
  }
}

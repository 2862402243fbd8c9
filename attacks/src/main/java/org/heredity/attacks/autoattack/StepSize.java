package org.heredity.attacks.autoattack;

/**
 * APGD's step size for one image. It starts at twice epsilon. At checkpoints, the first after 22%
 * of the iterations, each of the following intervals 3% of them shorter down to 6%, it is halved if
 * no more than 75% of the interval's steps raised the loss, or if it was not halved at the last
 * checkpoint and no better loss was found since. Not thread-safe.
 */
final class StepSize {
  private static final double FIRST = 0.22;
  private static final double SHORTER = 0.03;
  private static final double LEAST = 0.06;
  private static final double RAISING = 0.75;

  private final int shorter;
  private final int least;
  private int interval;
  private int steps;
  private int raises;
  private double loss;
  private double best;
  private double bestAtCheckpoint;
  private boolean halved = true;
  private double size = 2;

  /**
   * The size before the first step.
   *
   * @param iterations in all
   * @param loss at the start
   */
  StepSize(int iterations, double loss) {
    interval = part(FIRST, iterations);
    shorter = part(SHORTER, iterations);
    least = part(LEAST, iterations);
    this.loss = loss;
    best = loss;
    bestAtCheckpoint = loss;
  }

  private static int part(double share, int iterations) {
    return Math.max((int) (share * iterations), 1);
  }

  /** In units of epsilon. */
  double size() {
    return size;
  }

  /** The greatest loss so far. */
  double best() {
    return best;
  }

  /**
   * Told the loss after a step.
   *
   * @return whether the size was halved, and the image has to go on from its best point
   */
  boolean stepped(double now) {
    raises += now > loss ? 1 : 0;
    loss = now;
    best = now > best ? now : best;
    return ++steps == interval && checkpoint();
  }

  private boolean checkpoint() {
    boolean stuck = !halved && !(best > bestAtCheckpoint);
    halved = raises <= RAISING * interval || stuck;
    bestAtCheckpoint = best;
    size = halved ? size / 2 : size;
    interval = Math.max(interval - shorter, least);
    steps = 0;
    raises = 0;
    return halved;
  }
}

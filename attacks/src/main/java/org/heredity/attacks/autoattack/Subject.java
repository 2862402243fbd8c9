package org.heredity.attacks.autoattack;

import org.heredity.data.Randomness;

/** An image under attack, and how far that came. Not thread-safe. */
final class Subject {
  final float[] clean;
  final int label;
  final Randomness random;

  /** The most probable classes on the clean image, the most probable first. */
  private final int[] ranking;

  private float[] best;
  private double merit = Double.NEGATIVE_INFINITY;
  private float[] candidate;

  /**
   * An image that nothing was tried on.
   *
   * @param clean normalised; not written to
   * @param label true class
   * @param random what is drawn from for it
   * @param ranking classes by their logits on the clean image, the first the greatest
   * @param start what is the result if nothing better is found
   */
  Subject(float[] clean, int label, Randomness random, int[] ranking, float[] start) {
    this.clean = clean;
    this.label = label;
    this.random = random;
    this.ranking = ranking;
    this.best = start;
  }

  /** The class that is the most probable after the true one, or the next after that, ... */
  int target(int number) {
    return ranking[number + 1];
  }

  /** A point that is no adversarial yet; the one of the greatest merit is the result. */
  void offer(float[] point, double itsMerit) {
    if (itsMerit > merit) {
      best = point;
      merit = itsMerit;
    }
  }

  /** A point that the network gets wrong, as far as the attack saw. */
  void found(float[] point) {
    candidate = point;
  }

  float[] candidate() {
    return candidate;
  }

  /** The network said whether it gets the candidate wrong. */
  void judged(boolean wrong) {
    if (wrong) {
      best = candidate;
    }
    candidate = null;
  }

  float[] result() {
    return best;
  }
}

package org.heredity.attacks.autoattack;

/** Classes by their logits; of equal ones the lower number comes first, as in predictions. */
final class Ranking {
  private Ranking() {}

  /**
   * The classes of the greatest logits, the greatest first.
   *
   * @param count how many; all if there are no more
   * @param logits of one image
   */
  static int[] top(int count, float[] logits) {
    int[] order = new int[Math.min(count, logits.length)];
    for (int k = 0; k < logits.length; k++) {
      int at = Math.min(k, order.length);
      while (at > 0 && logits[order[at - 1]] < logits[k]) {
        at--;
      }
      if (at < order.length) {
        System.arraycopy(order, at, order, at + 1, Math.min(k, order.length - 1) - at);
        order[at] = k;
      }
    }
    return order;
  }

  /** The class of the greatest logit. */
  static int first(float[] logits) {
    return top(1, logits)[0];
  }
}

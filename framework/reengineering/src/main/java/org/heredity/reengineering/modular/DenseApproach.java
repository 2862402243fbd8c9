package org.heredity.reengineering.modular;

/** How Pan and Rajan's published code looks for a class's concern, in their MNIST scripts. */
public enum DenseApproach {
  /** TI-I: one image of each other class. */
  IMBALANCE(1000, 1, false),
  /** TI-PN: punish negatives. */
  PUNISH_NEGATIVES(200, 22, false),
  /** TI-HP: negatives first, so that positives have the last word. */
  HIGHER_PRIORITY(200, 22, true),
  /** TI-SNE: strong negatives. */
  STRONG_NEGATIVES(100, 11, false),
  /** CM-RIE: irrelevant units are joined, and outputs channelled into two. */
  REMOVING_IRRELEVANT_EDGES(1000, 110, false);

  private final int positives;
  private final int negatives;
  private final boolean negativesFirst;

  DenseApproach(int positives, int negatives, boolean negativesFirst) {
    this.positives = positives;
    this.negatives = negatives;
    this.negativesFirst = negativesFirst;
  }

  /** Images of the class, at most. */
  int positives() {
    return positives;
  }

  /** Images of each other class, at most. */
  int negatives() {
    return negatives;
  }

  boolean negativesFirst() {
    return negativesFirst;
  }

  /** Whether the module has two outputs. */
  boolean channels() {
    return this == REMOVING_IRRELEVANT_EDGES;
  }
}

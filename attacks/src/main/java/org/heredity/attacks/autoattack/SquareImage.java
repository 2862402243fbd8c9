package org.heredity.attacks.autoattack;

/** One image of the random search: its lead, and what is proposed. Not thread-safe. */
final class SquareImage {
  private final Subject subject;
  private final SquareSearch search;
  private double lead = Double.POSITIVE_INFINITY;
  private boolean found;

  /** The search proposes its start. */
  SquareImage(Subject subject, SquareSearch search) {
    this.subject = subject;
    this.search = search;
  }

  void propose(int query) {
    search.propose(query);
  }

  float[] proposal() {
    return search.proposal();
  }

  /** Told the logits of the proposal: accepts it if the true class leads by less, or no more. */
  void judge(float[] logits) {
    if (Ranking.first(logits) != subject.label) {
      subject.found(search.proposal());
      found = true;
      return;
    }
    double now = (double) logits[subject.label] - logits[Ranking.top(2, logits)[1]];
    boolean better = now < lead;
    lead = better ? now : lead;
    search.settle(better);
  }

  /** Whether the network gets the proposal wrong. */
  boolean found() {
    return found;
  }

  /** Nothing was found: the best point may be the result. */
  void giveUp() {
    subject.offer(search.proposal(), -lead);
  }
}

package org.heredity.baselines;

import org.heredity.checkpoint.StateDict;
import org.heredity.core.train.Judgement;
import org.heredity.core.train.Learner;
import org.heredity.core.train.SelectionImages;
import org.heredity.data.Batch;
import org.heredity.engine.MaskSearch;

/**
 * SEAM's search as something to learn: the product is the mask. Judged by accuracy minus the share
 * of weights kept, and enough once the share removed reaches a threshold.
 */
final class MaskLearner implements Learner {
  private final MaskSearch search;
  private final SelectionImages selection;
  private final double threshold;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param selection to judge by; closed with this
   * @param threshold share of weights removed at which the search is over
   */
  MaskLearner(MaskSearch search, SelectionImages selection, double threshold) {
    this.search = search;
    this.selection = selection;
    this.threshold = threshold;
  }

  @Override
  public double step(int step, Batch batch) {
    return search.step(batch.images(), batch.labels());
  }

  @Override
  public Judgement judge() {
    return judged(selection.accuracy(search::logits), search.kept(), threshold);
  }

  /** SEAM's rule. */
  static Judgement judged(double accuracy, double kept, double threshold) {
    return new Judgement(accuracy, kept, accuracy - kept, 1 - kept >= threshold);
  }

  @Override
  public StateDict product() {
    return StateDict.of(search.mask());
  }

  @Override
  public StateDict state() {
    return search.state();
  }

  @Override
  public void restore(StateDict state) {
    search.restore(state);
  }

  @Override
  public void close() {
    search.close();
    selection.close();
  }
}

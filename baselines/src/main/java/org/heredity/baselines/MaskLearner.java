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
  private final KeptShare share;
  private final double threshold;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param selection to judge by; closed with this
   * @param share which weights count
   * @param threshold share of them removed at which the search is over
   */
  MaskLearner(MaskSearch search, SelectionImages selection, KeptShare share, double threshold) {
    this.search = search;
    this.selection = selection;
    this.share = share;
    this.threshold = threshold;
  }

  @Override
  public double step(int step, Batch batch) {
    return search.step(batch.images(), batch.labels());
  }

  @Override
  public Judgement judge() {
    return judged(selection.accuracy(search::logits), search.kept(), share.of(search), threshold);
  }

  /**
   * SEAM's rule.
   *
   * @param ofAll share of all weights kept
   * @param counted share kept of those that count
   */
  static Judgement judged(double accuracy, double ofAll, double counted, double threshold) {
    return new Judgement(accuracy, ofAll, accuracy - counted, 1 - counted >= threshold);
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

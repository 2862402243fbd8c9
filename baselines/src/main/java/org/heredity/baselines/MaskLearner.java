package org.heredity.baselines;

import org.heredity.api.train.Evaluation;
import org.heredity.api.train.Learner;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.engine.MaskSearch;

/**
 * SEAM's search as something to learn: what is learned is the mask. Evaluated by accuracy minus the
 * share of weights kept, and enough once the share removed reaches a threshold.
 */
final class MaskLearner implements Learner {
  private final MaskSearch search;
  private final ValidationImages validation;
  private final KeptShare share;
  private final double threshold;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param validation to evaluate by; closed with this
   * @param share which weights count
   * @param threshold share of them removed at which the search is over
   */
  MaskLearner(MaskSearch search, ValidationImages validation, KeptShare share, double threshold) {
    this.search = search;
    this.validation = validation;
    this.share = share;
    this.threshold = threshold;
  }

  @Override
  public double step(int step, Batch batch) {
    return search.step(batch.images(), batch.labels());
  }

  @Override
  public Evaluation evaluate() {
    return evaluated(
        validation.accuracy(search::logits), search.kept(), share.of(search), threshold);
  }

  /**
   * SEAM's rule.
   *
   * @param ofAll share of all weights kept
   * @param counted share kept of those that count
   */
  static Evaluation evaluated(double accuracy, double ofAll, double counted, double threshold) {
    return new Evaluation(accuracy, ofAll, accuracy - counted, 1 - counted >= threshold);
  }

  @Override
  public StateDict learned() {
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
    validation.close();
  }
}

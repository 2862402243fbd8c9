package org.heredity.api.train;

import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.heredity.engine.MaskSearch;

/**
 * Learns a mask over a teacher's weights with SEAM's search (Qi et al., ICSE 2023): the result is
 * the mask, by weight's name, 1 where the weight is retained and 0 where it is removed. A mask's
 * score is its accuracy minus the share of weights that it retains; the search is over once the
 * share removed reaches a threshold. Used by one thread; holds native memory until closed.
 */
public final class MaskLearner implements Learner {
  private final MaskSearch search;
  private final ValidationImages validation;
  private final RetainedShare share;
  private final double threshold;
  private Randomness dropout;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param validation images to evaluate on; closed with this
   * @param share which weights count
   * @param threshold share of those removed at which the search is over, from 0 to 1
   */
  public MaskLearner(
      MaskSearch search, ValidationImages validation, RetainedShare share, double threshold) {
    this.search = search;
    this.validation = validation;
    this.share = share;
    this.threshold = threshold;
  }

  /**
   * With the architecture's own dropout, as of VGG16's classifier; without it there is none.
   *
   * @param randomness of the student and stage
   * @return this
   */
  public MaskLearner dropping(Randomness randomness) {
    dropout = randomness;
    return this;
  }

  @Override
  public double step(int step, Batch batch) {
    if (dropout != null) {
      search.drop(dropout.at(step), batch.indices());
    }
    return search.step(batch.images(), batch.labels());
  }

  @Override
  public Evaluation evaluate() {
    return evaluation(
        validation.accuracy(search::logits), search.retained(), share.of(search), threshold);
  }

  /**
   * SEAM's rule.
   *
   * @param ofAll share of all weights that is retained
   * @param ofCounted share retained of the weights that count
   */
  static Evaluation evaluation(double accuracy, double ofAll, double ofCounted, double threshold) {
    return new Evaluation(accuracy, ofAll, accuracy - ofCounted, 1 - ofCounted >= threshold);
  }

  /** SEAM's search counts an epoch without a higher score as one without gain. */
  @Override
  public boolean prefersLater() {
    return false;
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

package org.heredity.reengineering;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.train.Evaluation;
import org.heredity.api.train.Learner;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.heredity.engine.MaskSearch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The search of direct reuse: epochs on mask and head, and every so often one on the head alone.
 * The result is the mask and the head.
 */
final class DirectLearner implements Learner {
  private static final double MILLE = 1000;
  private static final double TIE = 1e-6;

  private final MaskSearch search;
  private final DirectSettings settings;
  private final int stepsPerEpoch;
  private final ValidationImages validation;
  private final double original;
  private final Randomness dropout;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param validation to evaluate by; closed with this
   * @param original accuracy of the classifier before, on the same images
   * @param dropout randomness of the classifier's own dropout, which the search has
   */
  DirectLearner(
      MaskSearch search,
      DirectSettings settings,
      int stepsPerEpoch,
      ValidationImages validation,
      double original,
      Randomness dropout) {
    this.search = search;
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    this.validation = validation;
    this.original = original;
    this.dropout = dropout;
  }

  @Override
  public double step(int step, Batch batch) {
    search.drop(dropout.at(step), batch.indices());
    return settings.headAlone(step / stepsPerEpoch)
        ? search.stepHead(batch.images(), batch.labels())
        : search.step(batch.images(), batch.labels());
  }

  @Override
  public Evaluation evaluate() {
    double accuracy = validation.accuracy(search::logits);
    return evaluated(accuracy, search.retained(), original);
  }

  /**
   * SEAM's choice: of what is at least as accurate as the original the one with the fewest weights,
   * in steps of a thousandth, then the most accurate; if nothing is, the best of accuracy minus the
   * share kept.
   */
  static Evaluation evaluated(double accuracy, double kept, double original) {
    double score =
        accuracy >= original
            ? 2 - Math.floor(kept * MILLE) / MILLE + TIE * accuracy
            : accuracy - kept;
    return new Evaluation(accuracy, kept, score, false);
  }

  /** In the published code fewer weights or a higher accuracy have to come, not the same again. */
  @Override
  public boolean prefersLater() {
    return false;
  }

  @Override
  public StateDict learned() {
    Map<String, INDArray> tensors = new LinkedHashMap<>(search.mask());
    tensors.putAll(search.head().asMap());
    return StateDict.of(tensors);
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

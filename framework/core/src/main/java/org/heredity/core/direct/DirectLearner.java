package org.heredity.core.direct;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.train.Judgement;
import org.heredity.core.train.Learner;
import org.heredity.core.train.SelectionImages;
import org.heredity.data.Batch;
import org.heredity.engine.MaskSearch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The search of direct reuse: epochs on mask and head, and every so often one on the head alone.
 * The product is the mask and the head.
 */
final class DirectLearner implements Learner {
  private static final double MILLE = 1000;
  private static final double TIE = 1e-6;

  private final MaskSearch search;
  private final DirectSettings settings;
  private final int stepsPerEpoch;
  private final SelectionImages selection;
  private final double original;

  /**
   * A search before its first step.
   *
   * @param search closed with this
   * @param selection to judge by; closed with this
   * @param original accuracy of the classifier before, on the same images
   */
  DirectLearner(
      MaskSearch search,
      DirectSettings settings,
      int stepsPerEpoch,
      SelectionImages selection,
      double original) {
    this.search = search;
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    this.selection = selection;
    this.original = original;
  }

  @Override
  public double step(int step, Batch batch) {
    return settings.headAlone(step / stepsPerEpoch)
        ? search.stepHead(batch.images(), batch.labels())
        : search.step(batch.images(), batch.labels());
  }

  @Override
  public Judgement judge() {
    double accuracy = selection.accuracy(search::logits);
    return judged(accuracy, search.kept(), original);
  }

  /**
   * SEAM's choice: of what is at least as accurate as the original the one with the fewest weights,
   * in steps of a thousandth, then the most accurate; if nothing is, the best of accuracy minus the
   * share kept.
   */
  static Judgement judged(double accuracy, double kept, double original) {
    double score =
        accuracy >= original
            ? 2 - Math.floor(kept * MILLE) / MILLE + TIE * accuracy
            : accuracy - kept;
    return new Judgement(accuracy, kept, score, false);
  }

  @Override
  public StateDict product() {
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
    selection.close();
  }
}

package org.heredity.reengineering.modular;

import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.Part;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A weak classifier one of whose classes is judged by another classifier's module (CNNSplitter,
 * section on patching): its softmax output for the class is replaced by the module's score, scaled
 * by the range that the score has on reference images. Not thread-safe; closes neither.
 */
public final class PatchedClassifier {
  private final FrozenNetwork weak;
  private final Part.Running module;
  private final int target;
  private float low = Float.POSITIVE_INFINITY;
  private float high = Float.NEGATIVE_INFINITY;

  /**
   * A patch that has seen no reference images yet.
   *
   * @param target class of the weak classifier that the module is for
   */
  public PatchedClassifier(FrozenNetwork weak, Part.Running module, int target) {
    this.weak = weak;
    this.module = module;
    this.target = target;
  }

  /** Widens the range of the module's scores to those of reference images. */
  public void refer(INDArray images) {
    for (float score : module.scores(images)) {
      low = Math.min(low, score);
      high = Math.max(high, score);
    }
  }

  /**
   * The weak classifier's classes.
   *
   * @throws IllegalStateException if the reference images had no two different scores
   */
  public int[] classify(INDArray images) {
    if (!(low < high)) {
      throw new IllegalStateException("a patch needs reference images of different scores");
    }
    float[] scores = module.scores(images);
    try (INDArray logits = weak.logits(images)) {
      float[][] rows = Floats.rows(logits);
      int[] answers = new int[rows.length];
      for (int n = 0; n < rows.length; n++) {
        answers[n] = answer(rows[n], (scores[n] - low) / (high - low));
      }
      return answers;
    }
  }

  private int answer(float[] logits, double patch) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      double value = k == target ? patch : ConfidentImages.probability(logits, k);
      if (value > highest) {
        highest = value;
        best = k;
      }
    }
    return best;
  }
}

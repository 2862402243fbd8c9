package org.heredity.api.attack;

import org.heredity.engine.CrossEntropy;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean softmax cross-entropy of the logits: with the true classes, away from which an untargeted
 * attack moves, or negated, with the classes that a targeted attack wants. Looks at the head's
 * outputs, {@code [N, classes]}. Immutable and thread-safe.
 */
public final class CrossEntropyObjective implements Objective {
  private final int[] labels;
  private final int sign;

  private CrossEntropyObjective(int[] labels, int sign) {
    this.labels = labels.clone();
    this.sign = sign;
  }

  /**
   * What an untargeted attack maximises on one batch.
   *
   * @param labels {@code N} true classes
   * @return the objective; the labels are copied
   */
  public static CrossEntropyObjective awayFrom(int[] labels) {
    return new CrossEntropyObjective(labels, 1);
  }

  /**
   * What a targeted attack maximises on one batch: the negated cross-entropy.
   *
   * @param targets {@code N} classes, one an image, that the model is to give
   * @return the objective; the classes are copied
   */
  public static CrossEntropyObjective towards(int[] targets) {
    return new CrossEntropyObjective(targets, -1);
  }

  @Override
  public Output output() {
    return Output.LOGITS;
  }

  /**
   * The mean over the batch and its gradient.
   *
   * @param outputs logits, {@code [N, classes]}; not written to
   * @param gradient like {@code outputs}, overwritten with the gradient of the mean
   * @return the mean, negated for targets
   * @throws IllegalArgumentException if the batch is not of as many images as there are labels
   */
  @Override
  public double evaluate(INDArray outputs, INDArray gradient) {
    float[][] rows = Floats.rows(outputs);
    double mean = CrossEntropy.differentiate(rows, labels);
    Floats.write(rows, gradient);
    if (sign < 0) {
      gradient.negi();
    }
    return sign * mean;
  }
}

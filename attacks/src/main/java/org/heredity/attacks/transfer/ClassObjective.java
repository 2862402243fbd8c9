package org.heredity.attacks.transfer;

import java.util.List;
import java.util.Optional;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.Objective.Output;

/**
 * Softmax cross-entropy of the logits: with the true class, or negated with the class that the
 * image is to be led to. An image that is of that class itself is led away from it.
 *
 * @param labels true classes
 * @param target where images are led to; empty if away
 * @param streams by image
 */
record ClassObjective(int[] labels, Optional<TargetClass> target, List<Randomness> streams)
    implements RowObjective {
  @Override
  public Output output() {
    return Output.LOGITS;
  }

  @Override
  public double differentiate(float[] outputs, int image) {
    int label = labels[image];
    Optional<Integer> wanted =
        target.flatMap(choice -> choice.of(label, outputs.length, streams.get(image)));
    double value =
        CrossEntropy.differentiate(new float[][] {outputs}, new int[] {wanted.orElse(label)});
    if (wanted.isEmpty()) {
      return value;
    }
    for (int c = 0; c < outputs.length; c++) {
      outputs[c] = -outputs[c];
    }
    return -value;
  }
}

package org.heredity.api.attack;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images under attack.
 *
 * @param clean {@code [N, 3, side, side]}, normalised; not to be written to
 * @param adversarial like {@code clean}; holds the start, then the result
 * @param labels {@code N} true classes
 * @param randomness {@code N} streams, each of (seed, image id) alone: whatever an attack draws for
 *     an image comes from its own, so that batches do not matter
 * @param prepared what {@link Attack#prepare} made
 */
public record AttackBatch(
    INDArray clean,
    INDArray adversarial,
    int[] labels,
    List<Randomness> randomness,
    StateDict prepared) {
  /**
   * Checks that there is a stream for each label.
   *
   * @param clean {@code [N, 3, side, side]}, normalised
   * @param adversarial like {@code clean}
   * @param labels {@code N} true classes
   * @param randomness {@code N} streams
   * @param prepared what {@link Attack#prepare} made
   * @throws IllegalArgumentException if there are more or fewer streams than labels
   */
  public AttackBatch {
    randomness = List.copyOf(randomness);
    if (randomness.size() != labels.length) {
      throw new IllegalArgumentException(
          randomness.size() + " streams for " + labels.length + " labels");
    }
  }

  /**
   * A batch by itself, whose streams are numbered; nothing was prepared.
   *
   * @param clean {@code [N, 3, side, side]}, normalised
   * @param adversarial like {@code clean}
   * @param labels {@code N} true classes
   * @param seed of the streams
   * @return the batch
   */
  public static AttackBatch of(INDArray clean, INDArray adversarial, int[] labels, long seed) {
    Randomness root = Randomness.of(seed);
    return new AttackBatch(
        clean,
        adversarial,
        labels,
        IntStream.range(0, labels.length).mapToObj(root::at).toList(),
        StateDict.of(Map.of()));
  }
}

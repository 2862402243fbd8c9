package org.heredity.api.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Network;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All convolution weights of a network as one sequence, for methods that rank them over all layers
 * together: convolutions in module order, each in C order of {@code [out, in, height, width]}. A
 * method gives every position a score and has {@link #maskLowest} make the mask. Immutable and safe
 * for concurrent reading; the arrays are the network's own and must not be written to.
 */
public final class ConvolutionWeights {
  private static final int RANK = 4;

  private final Map<String, INDArray> weights;
  private final int count;

  private ConvolutionWeights(Map<String, INDArray> weights) {
    this.weights = weights;
    long sum = weights.values().stream().mapToLong(INDArray::length).sum();
    this.count = Math.toIntExact(sum);
  }

  /**
   * The teacher's convolution weights, in module order whatever the order of its file.
   *
   * @param teacher whose weights they are
   * @return its weights, not copied
   */
  public static ConvolutionWeights of(Teacher teacher) {
    try (Network network = Network.of(teacher.spec(), teacher.weights())) {
      return of(network.stateDict());
    }
  }

  /**
   * The convolution weights among some tensors: all those of four dimensions.
   *
   * @param tensors in module order, as a network's state dict is
   * @return its weights, not copied
   */
  public static ConvolutionWeights of(StateDict tensors) {
    Map<String, INDArray> found = new LinkedHashMap<>();
    tensors
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (tensor.rank() == RANK) {
                found.put(name, tensor);
              }
            });
    return new ConvolutionWeights(found);
  }

  /**
   * The weights by name.
   *
   * @return in module order, each {@code [out, in, height, width]}
   */
  public Map<String, INDArray> asMap() {
    return weights;
  }

  /**
   * How many single weights there are.
   *
   * @return the length of the sequence
   */
  public int count() {
    return count;
  }

  /**
   * Every weight's absolute value.
   *
   * @return {@link #count} values, in the sequence's order
   */
  public float[] magnitudes() {
    float[] magnitudes = new float[count];
    int at = 0;
    for (INDArray weight : weights.values()) {
      float[] values = Floats.copy(weight);
      for (float value : values) {
        magnitudes[at++] = Math.abs(value);
      }
    }
    return magnitudes;
  }

  /**
   * A mask over these weights.
   *
   * @param retained whether the weight at a position of the sequence, from 0, is retained
   * @return by name a float tensor shaped like the weight: 1 where it is retained, else 0
   */
  public StateDict mask(IntPredicate retained) {
    Map<String, INDArray> mask = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, INDArray> entry : weights.entrySet()) {
      float[] values = new float[Math.toIntExact(entry.getValue().length())];
      for (int i = 0; i < values.length; i++) {
        values[i] = retained.test(at++) ? 1 : 0;
      }
      mask.put(entry.getKey(), Nd4j.create(values, entry.getValue().shape().clone(), 'c'));
    }
    return StateDict.of(mask);
  }

  /**
   * The mask that removes the weights of the lowest scores: those at or below the score at position
   * {@code int(count * ratio)} in ascending order (the last at most), as in the published code of
   * ReMoS. Where many scores are equal more than {@code ratio} goes.
   *
   * @param scores of every weight, in the sequence's order; left as they are
   * @param ratio share of weights to remove, from 0 to 1
   * @return as {@link #mask}
   * @throws IllegalArgumentException if there are not exactly {@link #count} scores
   */
  public StateDict maskLowest(float[] scores, double ratio) {
    requireScores(scores.length);
    float[] sorted = scores.clone();
    Arrays.parallelSort(sorted);
    float threshold = sorted[cut(sorted.length, ratio)];
    return mask(i -> scores[i] > threshold);
  }

  /**
   * As for floats; ranks of more than 2^24 weights do not fit into floats.
   *
   * @param scores of every weight, in the sequence's order; left as they are
   * @param ratio share of weights to remove, from 0 to 1
   * @return as {@link #mask}
   * @throws IllegalArgumentException if there are not exactly {@link #count} scores
   */
  public StateDict maskLowest(int[] scores, double ratio) {
    requireScores(scores.length);
    int[] sorted = scores.clone();
    Arrays.parallelSort(sorted);
    int threshold = sorted[cut(sorted.length, ratio)];
    return mask(i -> scores[i] > threshold);
  }

  private void requireScores(int length) {
    if (length != count || count == 0) {
      throw new IllegalArgumentException(
          "expected a score for each of " + count + " convolution weights, got " + length);
    }
  }

  /** The position of the greatest score that is removed. */
  private static int cut(int length, double ratio) {
    return Math.min((int) (length * ratio), length - 1);
  }
}

package org.heredity.baselines;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All convolution weights of a network as one sequence: convolutions in module order, each in C
 * order of {@code [out, in, height, width]}. Immutable.
 */
final class ConvolutionWeights {
  private static final int RANK = 4;

  private final Map<String, INDArray> weights;
  private final int total;

  private ConvolutionWeights(Map<String, INDArray> weights) {
    this.weights = weights;
    long sum = weights.values().stream().mapToLong(INDArray::length).sum();
    this.total = Math.toIntExact(sum);
  }

  /**
   * The convolution weights among {@code tensors}, all those of four dimensions.
   *
   * @param tensors in module order, as a network's state dict is
   */
  static ConvolutionWeights of(StateDict tensors) {
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

  /** By name, in order. */
  Map<String, INDArray> asMap() {
    return weights;
  }

  /** How many weights there are. */
  int total() {
    return total;
  }

  /** Every weight's absolute value. */
  float[] magnitudes() {
    float[] magnitudes = new float[total];
    int at = 0;
    for (INDArray weight : weights.values()) {
      float[] values = weight.dup('c').data().asFloat();
      for (float value : values) {
        magnitudes[at++] = Math.abs(value);
      }
    }
    return magnitudes;
  }

  /** By name a mask shaped like the weight, 1 where {@code kept} holds of its position, else 0. */
  Map<String, INDArray> mask(IntPredicate kept) {
    Map<String, INDArray> mask = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, INDArray> entry : weights.entrySet()) {
      float[] values = new float[Math.toIntExact(entry.getValue().length())];
      for (int i = 0; i < values.length; i++) {
        values[i] = kept.test(at++) ? 1 : 0;
      }
      mask.put(entry.getKey(), Nd4j.create(values, entry.getValue().shape().clone(), 'c'));
    }
    return mask;
  }

  /**
   * The value at position {@code int(ratio * length)} in ascending order, the last at most; sorts
   * {@code values}.
   */
  static int position(int length, double ratio) {
    return Math.min((int) (length * ratio), length - 1);
  }

  /** That value of {@code values}, which are left as they are. */
  static float quantile(float[] values, double ratio) {
    float[] sorted = values.clone();
    Arrays.parallelSort(sorted);
    return sorted[position(sorted.length, ratio)];
  }
}

package org.heredity.api.method;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a method made. Immutable; the arrays are shared and must not be written to.
 *
 * @param weights all tensors, head included
 * @param mask by convolution weight's name, shaped like the weight: 1 where the method retained the
 *     teacher's weight and 0 where it removed it; empty if the method removes nothing
 */
public record Student(StateDict weights, Map<String, INDArray> mask) {
  /**
   * A student with its mask, which is copied.
   *
   * @param weights all tensors, head included
   * @param mask which of the teacher's weights were retained
   */
  public Student {
    mask = Map.copyOf(mask);
  }

  /**
   * A student of a method that removes nothing.
   *
   * @param weights all tensors, head included
   * @return the student, with an empty mask
   */
  public static Student unmasked(StateDict weights) {
    return new Student(weights, Map.of());
  }
}

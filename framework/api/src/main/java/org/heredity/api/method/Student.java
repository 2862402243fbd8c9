package org.heredity.api.method;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a method made.
 *
 * @param weights all tensors, head included
 * @param mask by convolution weight's name, 1 where the method kept the teacher's weight and 0
 *     where it removed it; empty if the method removes nothing
 */
public record Student(StateDict weights, Map<String, INDArray> mask) {
  public Student {
    mask = Map.copyOf(mask);
  }
}

package org.heredity.engine.nd4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A node compiled to ND4J's operations. What a forward pass must remember for the backward pass
 * after it lies here. Not thread-safe.
 */
interface NodeOp {
  /**
   * The node's result, a new array.
   *
   * @param values results of the nodes before, by name
   */
  INDArray forward(Map<String, INDArray> values);

  /**
   * The gradients of the node's inputs, by name; those of its tensors are put where they belong.
   *
   * @param gradient of the node's result
   * @param values results of the last forward pass, by name
   */
  Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values);
}

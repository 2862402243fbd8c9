package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A function of single values, by Deeplearning4j's own. */
record ActivationOp(Activation node, IActivation function) implements NodeOp {
  ActivationOp(Activation node) {
    this(node, node.layerFunction());
  }

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray y = function.getActivation(x.dup('c'), false);
    Undefined.keep(x, y);
    return y;
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    INDArray x = values.get(node.input()).dup('c');
    return Map.of(node.input(), function.backprop(x, gradient.dup('c')).getFirst());
  }
}

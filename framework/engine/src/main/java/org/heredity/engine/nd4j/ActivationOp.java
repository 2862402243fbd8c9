package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.Activation;
import org.heredity.layers.Gelu;
import org.heredity.layers.GeluTanh;
import org.heredity.layers.HardSigmoid;
import org.heredity.layers.HardSwish;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A function of single values, by Deeplearning4j's own. */
record ActivationOp(Activation node, IActivation function) implements NodeOp {
  ActivationOp(Activation node) {
    this(node, function(node));
  }

  private static IActivation function(Activation node) {
    return switch (node.function()) {
      case RELU6 -> new ActivationReLU6();
      case LEAKY_RELU -> new ActivationLReLU(node.slope());
      case SILU -> new ActivationSwish();
      case HARD_SWISH -> new HardSwish();
      case HARD_SIGMOID -> new HardSigmoid();
      case SIGMOID -> new ActivationSigmoid();
      case GELU -> new Gelu();
      case GELU_TANH -> new GeluTanh();
      case TANH -> new ActivationTanH();
    };
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

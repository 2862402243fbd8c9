package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.ConvolutionShape;
import org.heredity.layers.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution or linear layer.
 *
 * @param node which
 * @param mode says which gradients are computed
 * @param tensors the runner's, by PyTorch's name
 * @param gradients where those of weight and bias are put, by the same names
 */
record ConvolutionOp(
    Node.Conv node, Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients)
    implements NodeOp {
  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray weight = weight();
    INDArray y = Nd4j.createUninitialized(weight.dataType(), shape().out(x, node.out()), 'c');
    shape().forward(x, weight, node.bias() ? tensors.get(node.name() + ".bias") : null, y);
    return y;
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray weight = weight();
    boolean data = !node.input().equals(Plan.INPUT) || mode == Mode.ATTACK;
    INDArray dx = data ? x.ulike() : null;
    INDArray dw = mode.weightGradients() ? weight.ulike() : null;
    if (dx != null || dw != null) {
      shape().backward(x, weight, gradient, dx, dw);
    }
    if (dw != null) {
      String name = node.name() + ".weight";
      gradients.put(name, dw.reshape(tensors.get(name).shape()));
    }
    if (node.bias() && mode.weightGradients()) {
      gradients.put(node.name() + ".bias", gradient.sum(0, 2, 3));
    }
    return dx == null ? Map.of() : Map.of(node.input(), dx);
  }

  private ConvolutionShape shape() {
    return new ConvolutionShape(node.window(), node.groups());
  }

  /** {@code [out, in / groups, height, width]}, of a linear layer too. */
  private INDArray weight() {
    Window window = node.window();
    return tensors
        .get(node.name() + ".weight")
        .reshape('c', node.out(), node.inEach(), window.rows().kernel(), window.columns().kernel());
  }
}

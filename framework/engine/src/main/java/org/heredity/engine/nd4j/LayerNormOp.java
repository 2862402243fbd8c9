package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.Mode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Layer norm over the channels of every pixel. */
final class LayerNormOp implements NodeOp {
  private final LayerNorm node;
  private final Mode mode;
  private final Map<String, INDArray> tensors;
  private final Map<String, INDArray> gradients;

  /** Of the last forward pass. */
  private INDArray normalised;

  private INDArray inverseDeviation;

  /**
   * Computes nothing yet.
   *
   * @param tensors the runner's, by PyTorch's name
   * @param gradients where those of scale and shift are put in {@link Mode#TRAIN}
   */
  LayerNormOp(
      LayerNorm node, Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients) {
    this.node = node;
    this.mode = mode;
    this.tensors = tensors;
    this.gradients = gradients;
  }

  private INDArray tensor(String part) {
    return tensors.get(node.name() + "." + part).reshape(1, node.channels(), 1, 1);
  }

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray centred = x.sub(x.mean(true, 1));
    INDArray variance = centred.mul(centred).mean(true, 1);
    inverseDeviation = Transforms.pow(variance.add(node.epsilon()), -0.5);
    normalised = centred.mul(inverseDeviation);
    return normalised.mul(tensor("weight")).addi(tensor("bias"));
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    if (mode == Mode.TRAIN) {
      gradients.put(node.name() + ".weight", gradient.mul(normalised).sum(0, 2, 3));
      gradients.put(node.name() + ".bias", gradient.sum(0, 2, 3));
    }
    INDArray scaled = gradient.mul(tensor("weight"));
    INDArray along = normalised.mul(scaled.mul(normalised).mean(true, 1));
    INDArray dx = scaled.sub(scaled.mean(true, 1)).subi(along).muli(inverseDeviation);
    return Map.of(node.input(), dx);
  }
}

package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A batch norm, by the batch's statistics in {@link Mode#TRAIN}, else by the running ones. */
final class NormOp implements NodeOp {
  private final Node.Norm node;
  private final boolean train;
  private final Map<String, INDArray> tensors;
  private final Map<String, INDArray> gradients;

  /** Of the last forward pass. */
  private INDArray normalised;

  private INDArray inverseDeviation;

  /**
   * Computes nothing yet.
   *
   * @param tensors the runner's, by PyTorch's name
   * @param gradients where those of scale and shift are put, by the same names
   */
  NormOp(
      Node.Norm node, Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients) {
    this.node = node;
    this.train = mode == Mode.TRAIN;
    this.tensors = tensors;
    this.gradients = gradients;
  }

  private INDArray tensor(String part) {
    return tensors.get(node.name() + "." + part);
  }

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray mean = tensor("running_mean");
    INDArray variance = tensor("running_var");
    if (train) {
      INDArray batchMean = x.mean(0, 2, 3);
      INDArray batchVariance = x.var(false, 0, 2, 3);
      double count = (double) x.length() / x.size(1);
      double decay = node.decay();
      mean.muli(decay).addi(batchMean.mul(1 - decay));
      variance
          .muli(decay)
          .addi(batchVariance.mul((1 - decay) * (count > 1 ? count / (count - 1) : 1)));
      mean = batchMean;
      variance = batchVariance;
    }
    inverseDeviation = Transforms.pow(variance.add(node.epsilon()), -0.5);
    normalised = x.sub(image(mean)).muli(image(inverseDeviation));
    return normalised.mul(image(tensor("weight"))).addi(image(tensor("bias")));
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    return Map.of(node.input(), train ? trained(gradient) : gradient.mul(slope()));
  }

  private INDArray trained(INDArray gradient) {
    double count = (double) gradient.length() / gradient.size(1);
    INDArray shift = gradient.sum(0, 2, 3);
    INDArray scale = gradient.mul(normalised).sum(0, 2, 3);
    gradients.put(node.name() + ".weight", scale);
    gradients.put(node.name() + ".bias", shift);
    INDArray centred =
        gradient.sub(image(shift.div(count))).subi(normalised.mul(image(scale.div(count))));
    return centred.muli(slope());
  }

  private INDArray slope() {
    return image(inverseDeviation.mul(tensor("weight")));
  }

  private static INDArray image(INDArray channels) {
    return channels.reshape(1, channels.length(), 1, 1);
  }
}

package org.heredity.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code min(max(x + 3, 0), 6) / 6}, as PyTorch has it; Deeplearning4j's has another slope.
 * Stateless.
 */
public final class HardSigmoid extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  /** A new array. */
  static INDArray of(INDArray in) {
    return Transforms.min(Transforms.max(in.mul(1.0 / 6).addi(0.5), 0), 1);
  }

  /** 1 where the slope is not 0. */
  static INDArray inside(INDArray in) {
    return in.gt(-3).castTo(in.dataType()).muli(in.lt(3).castTo(in.dataType()));
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.assign(of(in));
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    return new Pair<>(epsilon.mul(inside(in)).muli(1.0 / 6), null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HardSigmoid;
  }

  @Override
  public int hashCode() {
    return HardSigmoid.class.hashCode();
  }

  @Override
  public String toString() {
    return "hardsigmoid6";
  }
}

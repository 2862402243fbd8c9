package org.heredity.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code x * min(max(x + 3, 0), 6) / 6} (Howard et al., ICCV 2019), which Deeplearning4j has not.
 * Stateless.
 */
public final class HardSwish extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.muli(HardSigmoid.of(in));
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    INDArray inside = HardSigmoid.inside(in);
    INDArray above = in.gte(3).castTo(in.dataType());
    INDArray slope = in.mul(1.0 / 3).addi(0.5).muli(inside).addi(above);
    return new Pair<>(epsilon.mul(slope), null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HardSwish;
  }

  @Override
  public int hashCode() {
    return HardSwish.class.hashCode();
  }

  @Override
  public String toString() {
    return "hardswish";
  }
}

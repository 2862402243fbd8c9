package org.heredity.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code x * P(X < x)} of a normal X (Hendrycks and Gimpel, 2016), exactly; Deeplearning4j's are
 * approximations by a hyperbolic tangent and by a sigmoid. Stateless.
 */
public final class Gelu extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.muli(probability(in));
  }

  /** Of less than every value, a new array. */
  private static INDArray probability(INDArray in) {
    INDArray scaled = in.mul(Math.sqrt(0.5));
    return Nd4j.getExecutioner().exec(new Erf(scaled, scaled.ulike())).addi(1).muli(0.5);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    INDArray density = Transforms.exp(in.mul(in).muli(-0.5)).muli(1 / Math.sqrt(2 * Math.PI));
    INDArray slope = probability(in).addi(density.muli(in));
    return new Pair<>(epsilon.mul(slope), null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gelu;
  }

  @Override
  public int hashCode() {
    return Gelu.class.hashCode();
  }

  @Override
  public String toString() {
    return "gelu-exact";
  }
}

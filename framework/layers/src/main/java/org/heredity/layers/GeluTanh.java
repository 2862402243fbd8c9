package org.heredity.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The approximation of {@link Gelu} by a hyperbolic tangent, {@code x / 2 * (1 + tanh(sqrt(2 / pi)
 * * (x + 0.044715 x^3)))}; Deeplearning4j's takes the cube of the factor, too. Stateless.
 */
public final class GeluTanh extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;
  private static final double CUBE = 0.044715;
  private static final double ROOT = Math.sqrt(2 / Math.PI);

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return in.muli(tangent(in).addi(1).muli(0.5));
  }

  /** A new array. */
  private static INDArray tangent(INDArray in) {
    return Transforms.tanh(in.mul(in).muli(CUBE).addi(1).muli(in).muli(ROOT), false);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    INDArray tangent = tangent(in);
    INDArray inner = in.mul(in).muli(3 * CUBE).addi(1).muli(ROOT);
    INDArray steep = tangent.mul(tangent).rsubi(1).muli(inner).muli(in);
    return new Pair<>(epsilon.mul(steep.addi(tangent).addi(1).muli(0.5)), null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GeluTanh;
  }

  @Override
  public int hashCode() {
    return GeluTanh.class.hashCode();
  }

  @Override
  public String toString() {
    return "gelu-tanh";
  }
}

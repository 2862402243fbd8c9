package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The product of an image and a gate, which is either of the same shape or {@code [N, C, 1, 1]}, a
 * factor for every channel (squeeze and excitation, Hu et al., CVPR 2018). Immutable.
 */
public record Product(String name, String image, String gate) implements Operation {
  @Override
  public List<String> inputs() {
    return List.of(image, gate);
  }

  @Override
  public Product withInputs(UnaryOperator<String> names) {
    return new Product(name, names.apply(image), names.apply(gate));
  }

  @Override
  public int[] shape(int... in) {
    return in;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.product(this);
  }
}

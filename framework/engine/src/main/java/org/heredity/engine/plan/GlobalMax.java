package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/** The largest over height and width: {@code [N, C, 1, 1]}. Immutable. */
public record GlobalMax(String name, String input) implements Operation {
  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public GlobalMax withInputs(UnaryOperator<String> names) {
    return new GlobalMax(name, names.apply(input));
  }

  @Override
  public int[] shape(int... in) {
    return new int[] {in[0], 1, 1};
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.globalMax(this);
  }
}

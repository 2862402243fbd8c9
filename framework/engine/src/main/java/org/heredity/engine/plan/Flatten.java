package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/** Makes every value a channel of its own, in C order: {@code [N, C * H * W, 1, 1]}. Immutable. */
public record Flatten(String name, String input) implements Operation {
  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Flatten withInputs(UnaryOperator<String> names) {
    return new Flatten(name, names.apply(input));
  }

  @Override
  public int[] shape(int... in) {
    return new int[] {in[0] * in[1] * in[2], 1, 1};
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.flatten(this);
  }
}

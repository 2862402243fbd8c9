package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Puts the channels of results of one height and width behind each other. Immutable.
 *
 * @param inputs in order
 * @param channels of all together
 */
public record Concat(String name, List<String> inputs, int channels) implements Operation {
  public Concat {
    inputs = List.copyOf(inputs);
  }

  @Override
  public Concat withInputs(UnaryOperator<String> names) {
    return new Concat(name, inputs.stream().map(names).toList(), channels);
  }

  @Override
  public int[] shape(int... in) {
    return new int[] {channels, in[1], in[2]};
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.concat(this);
  }
}

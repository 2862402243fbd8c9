package org.heredity.engine.plan;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Multiplies every channel by a trained factor, the tensor {@code name}, {@code [channels, 1, 1]}
 * (Touvron et al., ICCV 2021). Immutable.
 */
public record LayerScale(String name, String input, int channels) implements Operation {
  @Override
  public Map<String, long[]> tensors() {
    return Map.of(name, new long[] {channels, 1, 1});
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public LayerScale withInputs(UnaryOperator<String> names) {
    return new LayerScale(name, names.apply(input), channels);
  }

  @Override
  public int[] shape(int... in) {
    return in;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.layerScale(this);
  }
}

package org.heredity.engine.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Layer norm over the channels of every pixel, with a scale and a shift. Immutable.
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(String name, String input, int channels, double epsilon)
    implements Operation {
  @Override
  public Map<String, long[]> tensors() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(name + ".weight", new long[] {channels});
    shapes.put(name + ".bias", new long[] {channels});
    return shapes;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public LayerNorm withInputs(UnaryOperator<String> names) {
    return new LayerNorm(name, names.apply(input), channels, epsilon);
  }

  @Override
  public int[] shape(int... in) {
    return in;
  }

  @Override
  public long count(long elements) {
    return 5 * elements;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.layerNorm(this);
  }
}

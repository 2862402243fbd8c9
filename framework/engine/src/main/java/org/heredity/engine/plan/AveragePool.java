package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.heredity.layers.Window;

/**
 * Average pooling. Immutable.
 *
 * @param ceil whether the number of windows is rounded up, as {@link Window#roundedUp} says
 * @param countsPadding whether the padding is averaged, too; what rounding up adds never is
 */
public record AveragePool(
    String name, String input, Window window, boolean ceil, boolean countsPadding)
    implements Operation {
  /** The window on images of a shape, channels, height and width. */
  public Window window(int... in) {
    return ceil ? window.roundedUp(in[1], in[2]) : window;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public AveragePool withInputs(UnaryOperator<String> names) {
    return new AveragePool(name, names.apply(input), window, ceil, countsPadding);
  }

  @Override
  public int[] shape(int... in) {
    return window(in).shape(in[0], in);
  }

  @Override
  public long count(long elements) {
    return elements;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.averagePool(this);
  }
}

package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The means over {@code side x side} parts of an image, which overlap where it cannot be divided
 * evenly (PyTorch's {@code AdaptiveAvgPool2d}). Immutable.
 *
 * @param side of the result
 */
public record AdaptiveAverage(String name, String input, int side) implements Operation {
  /**
   * The first pixel of a part along an axis; that of the part behind the last is the number of
   * pixels.
   *
   * @param part from 0
   * @param in pixels of the image
   */
  public int from(int part, int in) {
    return part * in / side;
  }

  /** The pixel behind a part along an axis. */
  public int to(int part, int in) {
    return ((part + 1) * in + side - 1) / side;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public AdaptiveAverage withInputs(UnaryOperator<String> names) {
    return new AdaptiveAverage(name, names.apply(input), side);
  }

  @Override
  public int[] shape(int... in) {
    return new int[] {in[0], side, side};
  }

  @Override
  public long count(long elements) {
    return elements;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.adaptiveAverage(this);
  }
}

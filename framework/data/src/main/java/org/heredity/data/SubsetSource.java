package org.heredity.data;

import java.util.Arrays;
import java.util.Objects;

/** Some images of another source, in an order of its own; ids and labels stay. Thread-safe. */
public final class SubsetSource implements ImageSource {
  private final ImageSource whole;
  private final int[] indices;

  /**
   * Image {@code i} is image {@code indices[i]} of {@code whole}.
   *
   * @param indices copied; may repeat
   * @throws IndexOutOfBoundsException if an index is not one of {@code whole}
   */
  public SubsetSource(ImageSource whole, int[] indices) {
    this.whole = whole;
    this.indices = indices.clone();
    Arrays.stream(indices).forEach(index -> Objects.checkIndex(index, whole.size()));
  }

  /** The index in the whole source of image {@code index} of this one. */
  public int indexInWhole(int index) {
    return indices[index];
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public String id(int index) {
    return whole.id(indices[index]);
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public RgbImage read(int index) {
    return whole.read(indices[index]);
  }
}

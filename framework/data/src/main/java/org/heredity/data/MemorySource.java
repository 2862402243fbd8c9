package org.heredity.data;

import java.util.List;
import java.util.Objects;

/** Images that are in memory already. Immutable and thread-safe. */
public final class MemorySource implements ImageSource {
  /**
   * One image.
   *
   * @param id as {@link ImageSource#id}
   * @param label as {@link ImageSource#label}
   * @param image its pixels
   */
  public record Item(String id, int label, RgbImage image) {
    public Item {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(image, "image");
      if (label < 0) {
        throw new DataException(
            "image '" + id + "' has the label " + label + ", expected 0 or more");
      }
    }
  }

  private final List<Item> items;

  /** The images in this order; copies the list. */
  public MemorySource(List<Item> items) {
    this.items = List.copyOf(items);
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public String id(int index) {
    return items.get(index).id();
  }

  @Override
  public int label(int index) {
    return items.get(index).label();
  }

  @Override
  public RgbImage read(int index) {
    return items.get(index).image();
  }
}

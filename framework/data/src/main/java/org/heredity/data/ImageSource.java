package org.heredity.data;

/**
 * Labelled images in a fixed order, decoded on demand. Implementations are safe for use by several
 * threads at once.
 */
public interface ImageSource {
  /** How many images there are. */
  int size();

  /**
   * A name that stays the same on every machine and in every run, such as {@code bird/0012.jpg}.
   */
  String id(int index);

  /** The class of image {@code index}, an index into {@link Dataset#classes()}. */
  int label(int index);

  /**
   * Decodes image {@code index}.
   *
   * @throws DataException if it cannot be decoded; the message names the file
   */
  RgbImage read(int index);
}

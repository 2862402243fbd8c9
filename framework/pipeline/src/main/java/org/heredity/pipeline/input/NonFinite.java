package org.heredity.pipeline.input;

import org.heredity.data.ImageSource;
import org.heredity.engine.memory.NonFiniteException;

/** Words for numbers that are none. */
public final class NonFinite {
  private NonFinite() {}

  /**
   * Of which images, such as {@code not finite numbers for 3 of 128 images, such as 'cat/1.png'}.
   *
   * @param error of a batch
   * @param source of its images
   * @param indices of its images in the source
   */
  public static String of(NonFiniteException error, ImageSource source, int[] indices) {
    int[] rows = error.rows();
    if (rows.length == 0) {
      return "not finite numbers: " + error.getMessage();
    }
    return "not finite numbers for "
        + rows.length
        + " of "
        + indices.length
        + " images, such as '"
        + source.id(indices[rows[0]])
        + "'";
  }
}

package org.heredity.datasets.drawn;

import java.util.Locale;

/**
 * A class of drawn images.
 *
 * @param shape of the figure that it shows
 * @param texture of that figure
 */
record DrawnClass(Shape shape, Texture texture) {
  /** Such as {@code striped-disc}. */
  String label() {
    return (texture + "-" + shape).toLowerCase(Locale.ROOT);
  }
}

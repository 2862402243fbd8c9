package org.heredity.datasets;

import java.util.Locale;

/** Which files are taken for images. */
final class ImageFiles {
  private ImageFiles() {}

  /** Whether the name ends in {@code .jpg}, {@code .jpeg} or {@code .png}, in any case. */
  static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }
}

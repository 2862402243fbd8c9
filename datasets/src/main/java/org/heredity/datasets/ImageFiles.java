package org.heredity.datasets;

import java.util.Locale;

/** Which files are taken for images. */
final class ImageFiles {
  private ImageFiles() {}

  /** Whether the name ends in {@code .jpg}, {@code .jpeg} or {@code .png}, in any case. */
  static boolean isImage(String name) {
    String lower = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return lower.equals("jpg") || lower.equals("jpeg") || lower.equals("png");
  }
}

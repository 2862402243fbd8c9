package org.heredity.datasets;

/** Which files are taken for images. */
final class ImageFiles {
  private ImageFiles() {}

  /** Whether the name ends in {@code .jpg}, {@code .jpeg} or {@code .png}, in any case. */
  static boolean isImage(String name) {
    return ends(name, ".jpg") || ends(name, ".jpeg") || ends(name, ".png");
  }

  private static boolean ends(String name, String suffix) {
    int at = name.length() - suffix.length();
    return name.regionMatches(true, at, suffix, 0, suffix.length());
  }
}

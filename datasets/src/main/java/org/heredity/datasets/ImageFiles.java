package org.heredity.datasets;

import java.util.Locale;
import java.util.Set;

/** Which files are taken for images. */
final class ImageFiles {
  private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png");

  private ImageFiles() {}

  /** Whether the file is taken for an image. */
  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/')
        && IMAGES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}

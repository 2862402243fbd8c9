package org.heredity.datasets;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.data.decode.ImageFormat;
import org.heredity.datasets.files.FileTree;

/**
 * Which files of a tree are taken for images: by their extension, or, where that says nothing, by
 * their first bytes. To be used by one thread.
 */
final class ImageFiles {
  /** Images whose files lead to an error that names the format. */
  private static final Set<String> UNREAD = Set.of("avif", "heic", "heif", "jxl");

  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif", "ppm", "pgm", "pbm", "pnm");

  /** What often lies beside images: not worth a look. */
  private static final Set<String> OTHERS =
      Set.of(
          "txt", "csv", "tsv", "json", "jsonl", "xml", "html", "htm", "md", "yaml", "yml", "mat",
          "npy", "npz", "py", "ipynb", "pdf", "zip", "gz", "tar", "log", "ini", "db", "mp4", "avi");

  private final FileTree tree;
  private final Map<String, Boolean> looked = new HashMap<>();

  ImageFiles(FileTree tree) {
    this.tree = tree;
  }

  /** Whether the file is taken for an image. */
  boolean isImage(String name) {
    String extension = extension(name);
    if (IMAGES.contains(extension) || UNREAD.contains(extension)) {
      return true;
    }
    return !OTHERS.contains(extension) && looked.computeIfAbsent(name, this::looksLikeImage);
  }

  private boolean looksLikeImage(String name) {
    return ImageFormat.of(tree.start(name, ImageFormat.LOOKS_AT)).isPresent();
  }

  /** Whether the file is called an image of a format that is not read. */
  static boolean isUnread(String name) {
    return UNREAD.contains(extension(name));
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }
}

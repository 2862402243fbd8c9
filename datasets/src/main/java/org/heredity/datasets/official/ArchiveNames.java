package org.heredity.datasets.official;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.heredity.data.DataException;
import org.heredity.datasets.files.FileTree.TreeFile;
import org.heredity.datasets.files.FileTrees;

/**
 * The names in archives. Remembers those of the last one as long as memory is not short and the
 * file is the same, as every format in turn asks for them. Thread-safe.
 */
final class ArchiveNames {
  private record Asked(Path path, long size, FileTime time) {}

  private Asked last;
  private SoftReference<List<String>> names = new SoftReference<>(List.of());

  /** The names of the files in a zip or a plain tar; none if it cannot be read. */
  synchronized List<String> of(Path path) {
    try {
      Asked asked =
          new Asked(path.toAbsolutePath(), Files.size(path), Files.getLastModifiedTime(path));
      List<String> known = asked.equals(last) ? names.get() : null;
      if (known == null) {
        known = FileTrees.open(path, path).files().stream().map(TreeFile::name).toList();
        names = new SoftReference<>(known);
        last = asked;
      }
      return known;
    } catch (IOException | DataException e) {
      return List.of();
    }
  }
}

package org.heredity.datasets.files;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.OpeningProgress;
import org.heredity.data.DataException;

/**
 * Opens trees and remembers the last archive as long as memory is not short and the file is the
 * same: every format in turn asks what is in it, and then one of them opens it. Thread-safe.
 */
public final class RecentArchive {
  private record Asked(Path path, long size, FileTime time) {}

  private Asked last;
  private SoftReference<FileTree> tree = new SoftReference<>(null);

  /** Opens what the request names. */
  public FileTree open(DatasetRequest request) {
    return open(request.path(), request.cache(), request.progress());
  }

  /** Opens an archive that is read in place. */
  public FileTree open(Path plain) {
    return open(plain, plain, OpeningProgress.NONE);
  }

  private synchronized FileTree open(Path path, Path cache, OpeningProgress progress) {
    if (!Files.isRegularFile(path)) {
      return FileTrees.open(path, cache, progress);
    }
    Asked asked = asked(path);
    FileTree known = asked.equals(last) ? tree.get() : null;
    if (known == null) {
      known = FileTrees.open(path, cache, progress);
      tree = new SoftReference<>(known);
      last = asked;
    }
    return known;
  }

  private static Asked asked(Path path) {
    try {
      return new Asked(path.toAbsolutePath(), Files.size(path), Files.getLastModifiedTime(path));
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read (" + e + ")", e);
    }
  }
}

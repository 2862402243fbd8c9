package org.heredity.pipeline.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.heredity.files.AtomicFile;
import org.heredity.files.LockFile;
import org.heredity.files.StorageException;

/** The folder of a suite or an audit while it runs. */
public final class RunFolder {
  /** Where runs and reports write, within the folder; the store sees to its own. */
  private static final List<String> WRITTEN = List.of("", "students", "gallery", "charts");

  private RunFolder() {}

  /**
   * Takes the folder for this process, and drops what writers left there that were killed.
   *
   * @throws StorageException if another process has it, or it cannot be written to
   */
  public static LockFile open(Path out) {
    LockFile lock = LockFile.ofFolder(out);
    try {
      for (String folder : WRITTEN) {
        AtomicFile.dropLeftovers(out.resolve(folder));
      }
      return lock;
    } catch (IOException e) {
      lock.close();
      throw StorageException.of("write to the folder " + out, e);
    }
  }
}

package org.heredity.core.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.heredity.core.report.AtomicFile;
import org.heredity.core.store.FolderLock;
import org.heredity.core.store.StoreException;

/** The folder of a suite or an audit while it runs. */
final class RunFolder {
  /** Where runs and reports write, within the folder; the store sees to its own. */
  private static final List<String> WRITTEN = List.of("", "students", "gallery", "charts");

  private RunFolder() {}

  /**
   * Takes the folder for this process, and drops what writers left there that were killed.
   *
   * @throws StoreException if another process has it, or it cannot be written to
   */
  static FolderLock open(Path out) {
    FolderLock lock = FolderLock.acquire(out);
    try {
      for (String folder : WRITTEN) {
        AtomicFile.dropLeftovers(out.resolve(folder));
      }
      return lock;
    } catch (IOException e) {
      lock.close();
      throw StoreException.of("write to the folder " + out, e);
    }
  }
}

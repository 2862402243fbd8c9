package org.heredity.datasets.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.heredity.api.dataset.OpeningProgress;
import org.heredity.data.DataException;
import org.heredity.files.AtomicFile;
import org.heredity.files.LockFile;
import org.heredity.files.Sha256;

/**
 * Gzip files, unpacked once into the cache. Only the compression is taken off: what an archive in
 * it names is never written anywhere.
 */
final class Unpacked {
  /** Photographs don't compress, and even grey pictures of clothes only do by 2. */
  private static final long MAX_RATIO = 100;

  private static final long ALWAYS_ALLOWED = 1L << 26;

  private Unpacked() {}

  /**
   * The unpacked file, made if the cache has none of the same size and time of change.
   *
   * @param cache the folder for it
   * @param progress is told how much is unpacked
   * @throws DataException if {@code gzip} is damaged or unpacks to a suspicious size
   */
  static Path of(Path gzip, Path cache, OpeningProgress progress) {
    try {
      String key = Sha256.of(gzip.toRealPath().toString());
      long size = Files.size(gzip);
      long time = Files.getLastModifiedTime(gzip).toMillis();
      Path folder = cache.resolve("unpacked");
      Path target = folder.resolve(key + "-" + size + "-" + time);
      if (!Files.exists(target)) {
        Path lock = folder.resolve(key + ".lock");
        LockFile.hold(
            lock,
            () -> progress.at(0, 0, "waiting for another process to unpack"),
            () -> {
              if (!Files.exists(target)) {
                removeOlder(folder, key);
                AtomicFile.write(target, out -> unpack(gzip, size, out, progress));
              }
            });
      }
      return target;
    } catch (IOException e) {
      throw new DataException(
          gzip
              + ": cannot be unpacked into "
              + cache
              + " ("
              + e.getMessage()
              + "); get the archive again if it is damaged, or give another --cache",
          e);
    }
  }

  private static void removeOlder(Path folder, String key) throws IOException {
    try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, key + "-*")) {
      for (Path path : older) {
        Files.delete(path);
      }
    }
  }

  private static void unpack(Path gzip, long size, OutputStream out, OpeningProgress progress)
      throws IOException {
    long limit = Math.max(ALWAYS_ALLOWED, size * MAX_RATIO);
    try (InputStream in = stream(gzip)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int count; (count = in.read(buffer)) >= 0; ) {
        total += count;
        if (total > limit) {
          throw new DataException(
              gzip
                  + ": unpacks to more than "
                  + limit
                  + " bytes from "
                  + size
                  + ", which no dataset does; unpack it yourself if you trust it");
        }
        out.write(buffer, 0, count);
        progress.at(total >> 20, 0, "MiB unpacked");
      }
    }
  }

  /** The unpacked bytes; not bounded. */
  static InputStream stream(Path gzip) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(gzip), 1 << 16);
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}

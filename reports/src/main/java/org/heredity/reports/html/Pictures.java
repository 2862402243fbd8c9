package org.heredity.reports.html;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Pictures of a suite's folder as data URIs. Names come from results that others may have written:
 * only PNG files below the folder are read, and no more than a page can carry.
 */
final class Pictures {
  private static final long MOST_BYTES_EACH = 4L << 20;
  private static final long MOST_BYTES = 32L << 20;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final Path folder;
  private long total;
  private int leftOut;

  Pictures(Path folder) {
    this.folder = folder;
  }

  /** The picture as a data URI, or empty if it is not there, no PNG, elsewhere or too large. */
  Optional<String> dataUri(String name) {
    Optional<byte[]> bytes = read(name);
    if (bytes.isEmpty()) {
      leftOut++;
    }
    return bytes.map(b -> "data:image/png;base64," + Base64.getEncoder().encodeToString(b));
  }

  /** How many pictures were asked for and not given. */
  int leftOut() {
    return leftOut;
  }

  private Optional<byte[]> read(String name) {
    try {
      Path file = folder.resolve(name).toRealPath();
      if (!file.startsWith(folder.toRealPath()) || !Files.isRegularFile(file)) {
        return Optional.empty();
      }
      long size = Files.size(file);
      if (size > MOST_BYTES_EACH || total + size > MOST_BYTES) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < PNG.length || !Arrays.equals(Arrays.copyOf(bytes, PNG.length), PNG)) {
        return Optional.empty();
      }
      total += bytes.length;
      return Optional.of(bytes);
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}

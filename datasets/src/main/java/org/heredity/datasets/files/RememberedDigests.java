package org.heredity.datasets.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.heredity.files.AtomicFile;
import org.heredity.files.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Digests of whole datasets, remembered in the cache by how the dataset looks without reading its
 * images. A cache that cannot be read or written only costs time. Thread-safe.
 */
public final class RememberedDigests {
  private static final Logger LOG = LoggerFactory.getLogger(RememberedDigests.class);

  private final Path folder;

  /** What {@code cache} remembers. */
  public RememberedDigests(Path cache) {
    this.folder = cache.resolve("digests");
  }

  /**
   * The digest that is remembered for a look, or else that which {@code compute} gives.
   *
   * @param look SHA-256, in hex, over all that can be seen without reading the images, and changes
   *     whenever one of them may have
   */
  public String of(String look, Supplier<String> compute) {
    Path store = folder.resolve(look);
    try {
      if (Files.exists(store)) {
        String digest = Files.readString(store, StandardCharsets.ISO_8859_1);
        if (Sha256.isHex(digest)) {
          return digest;
        }
      }
    } catch (IOException e) {
      LOG.debug("the digest in {} cannot be read and is computed anew", store, e);
    }
    String digest = compute.get();
    try {
      AtomicFile.write(store, digest.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      LOG.debug("a digest cannot be kept in {}", store, e);
    }
    return digest;
  }
}

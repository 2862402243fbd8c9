package org.heredity.api.dataset;

import java.nio.file.Path;
import org.heredity.files.CacheFolder;

/**
 * Which dataset to open.
 *
 * @param name as reports show it
 * @param path the file or folder, a leading {@code ~/} standing for the user's home; null for where
 *     {@code datasets get} puts the dataset of that name
 * @param seed of the split, where the dataset comes without one
 * @param unreadable what to do with an image that cannot be decoded
 * @param cache the folder for what is cached between runs: unpacked archives and digests of
 *     contents
 * @param progress is told how far opening is, if files have to be read for it
 */
public record DatasetRequest(
    String name,
    Path path,
    long seed,
    Unreadable unreadable,
    Path cache,
    OpeningProgress progress) {
  /** What to do with an image that cannot be decoded. */
  public enum Unreadable {
    /** Stop with an error that names it. */
    FAIL,
    /** Leave it out, count it, and say so in the dataset's notes. */
    SKIP,
    /**
     * Leave it in, as an error of whoever reads it; leave out what is listed but missing and say
     * so. For looking at a dataset, not for training on it.
     */
    KEEP
  }

  /**
   * Replaces a leading {@code ~} of the path by the user's home.
   *
   * @param name as reports show it
   * @param path the file or folder, a leading {@code ~/} standing for the user's home
   * @param seed of the split, where the dataset comes without one
   * @param unreadable what to do with an image that cannot be decoded
   * @param cache the folder for what is cached between runs
   * @param progress is told how far opening is, if files have to be read for it
   */
  public DatasetRequest {
    if (path != null && path.startsWith("~")) {
      path = Path.of(System.getProperty("user.home")).resolve(path.subpath(0, 1).relativize(path));
    }
  }

  /**
   * A request whose progress nobody watches.
   *
   * @param name as reports show it
   * @param path the file or folder; null for where {@code datasets get} puts it
   * @param seed of the split, where the dataset comes without one
   * @param unreadable what to do with an image that cannot be decoded
   * @param cache the folder for what is cached between runs
   */
  public DatasetRequest(String name, Path path, long seed, Unreadable unreadable, Path cache) {
    this(name, path, seed, unreadable, cache, OpeningProgress.NONE);
  }

  /**
   * A request with the user's standard cache.
   *
   * @param name as reports show it
   * @param path the file or folder; null for where {@code datasets get} puts it
   * @param seed of the split, where the dataset comes without one
   * @param unreadable what to do with an image that cannot be decoded
   */
  public DatasetRequest(String name, Path path, long seed, Unreadable unreadable) {
    this(name, path, seed, unreadable, CacheFolder.standard());
  }

  /**
   * The same request with another way to treat images that cannot be decoded.
   *
   * @param other what to do with them
   * @return a copy
   */
  public DatasetRequest with(Unreadable other) {
    return new DatasetRequest(name, path, seed, other, cache, progress);
  }

  /**
   * The same request for another place.
   *
   * @param elsewhere the file or folder
   * @return a copy
   */
  public DatasetRequest at(Path elsewhere) {
    return new DatasetRequest(name, elsewhere, seed, unreadable, cache, progress);
  }

  /**
   * The same request with a watcher.
   *
   * @param watcher is told how far opening is
   * @return a copy
   */
  public DatasetRequest watchedBy(OpeningProgress watcher) {
    return new DatasetRequest(name, path, seed, unreadable, cache, watcher);
  }
}

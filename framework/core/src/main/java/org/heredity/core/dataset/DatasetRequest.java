package org.heredity.core.dataset;

import java.nio.file.Path;

/**
 * Which dataset to open.
 *
 * @param name as reports show it
 * @param path the file or folder
 * @param seed of the split, where the dataset comes without one
 * @param unreadable what to do with an image that cannot be decoded
 */
public record DatasetRequest(String name, Path path, long seed, Unreadable unreadable) {
  /** What to do with an image that cannot be decoded. */
  public enum Unreadable {
    /** Stop with an error that names it. */
    FAIL,
    /** Leave it out, count it, and say so in the dataset's notes. */
    SKIP
  }
}

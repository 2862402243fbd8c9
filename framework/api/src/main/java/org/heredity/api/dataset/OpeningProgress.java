package org.heredity.api.dataset;

/** Is told how far the opening of a dataset is, where files have to be read or unpacked for it. */
@FunctionalInterface
public interface OpeningProgress {
  /** Tells nobody. */
  OpeningProgress NONE = (done, total, what) -> {};

  /**
   * Something more is done. Called often, by one thread at a time.
   *
   * @param total 0 if nobody knows
   * @param what is counted, such as {@code files read}
   */
  void at(long done, long total, String what);
}

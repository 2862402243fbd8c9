package org.heredity.api.dataset;

/** Is told how far the opening of a dataset is, if files have to be read or unpacked for it. */
@FunctionalInterface
public interface OpeningProgress {
  /** Tells nobody. */
  OpeningProgress NONE = (done, total, what) -> {};

  /**
   * Something more is done. Called often, by one thread at a time.
   *
   * @param done units of work that are done
   * @param total units of work in all; 0 if that is not known
   * @param what is counted, such as {@code files read}
   */
  void at(long done, long total, String what);
}

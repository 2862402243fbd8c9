package org.heredity.datasets.download;

/** Is told how far a download is. Called by the thread that downloads, often. */
@FunctionalInterface
public interface TransferProgress {
  /** Tells nobody. */
  TransferProgress NONE = (file, done, total) -> {};

  /**
   * Some more bytes are there.
   *
   * @param file its name
   * @param done bytes so far, with those of earlier attempts
   * @param total bytes that there will be; -1 if the server does not say
   */
  void at(String file, long done, long total);
}

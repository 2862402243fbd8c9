package org.heredity.datasets.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock that one thread of one process holds at a time, by a lock on a file. The file stays, as
 * removing it would let two in; the operating system frees the lock of a process that dies.
 */
public final class FileLease {
  /** What is done while the lock is held. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  private static final int POLL_MILLISECONDS = 20;

  private FileLease() {}

  /**
   * Waits until the lock is free, takes it and runs {@code action}.
   *
   * @param file created, with the folders above it, if it is not there
   * @param waiting run once if somebody else holds it
   */
  public static void hold(Path file, Runnable waiting, Action action) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      boolean told = false;
      while (!taken(channel)) {
        if (!told) {
          waiting.run();
          told = true;
        }
        Thread.sleep(POLL_MILLISECONDS);
      }
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  private static boolean taken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}

package org.heredity.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A file that one thread of one process holds at a time. The operating system frees it when the
 * process ends, however it ends. The file stays, as removing it would let two in, and means nothing
 * by itself.
 */
public final class LockFile implements AutoCloseable {
  /** What is done while a lock is held. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  private static final String OF_FOLDER = ".lock";
  private static final int POLL_MILLISECONDS = 20;

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder; makes the folder if it is not there.
   *
   * @throws StorageException if it is taken, which names the holder, or the folder cannot be
   *     written to
   */
  public static LockFile ofFolder(Path folder) {
    try {
      FileChannel channel = open(folder.resolve(OF_FOLDER));
      if (!locks(channel)) {
        String holder = read(channel);
        channel.close();
        throw new StorageException(
            folder
                + " is in use"
                + (holder.isEmpty() ? "" : " by " + holder)
                + "; wait until that run ends, or choose another folder");
      }
      String me =
          "process "
              + ProcessHandle.current().pid()
              + " since "
              + Instant.now().truncatedTo(ChronoUnit.SECONDS);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)), 0);
      return new LockFile(channel);
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + folder, e);
    }
  }

  /** Who works in the folder now, such as {@code process 4711 since ...}; empty if nobody. */
  public static Optional<String> holder(Path folder) {
    Path file = folder.resolve(OF_FOLDER);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return locks(channel) ? Optional.empty() : Optional.of(read(channel));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Waits until a file's lock is free, takes it and runs {@code action}.
   *
   * @param file created, with the folders above it, if it is not there
   * @param waiting run once if somebody else holds it
   */
  public static void hold(Path file, Runnable waiting, Action action) throws IOException {
    try (FileChannel channel = open(file)) {
      boolean said = false;
      while (!locks(channel)) {
        if (!said) {
          waiting.run();
          said = true;
        }
        Thread.sleep(POLL_MILLISECONDS);
      }
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("the lock of a folder cannot be given back: " + e.getMessage(), e);
    }
  }
}

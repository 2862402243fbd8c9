package org.heredity.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces whole files so that a reader, or a crash, sees the old content or the new. */
public final class AtomicFile {
  /** Writes a file's content. */
  @FunctionalInterface
  public interface Writer {
    /** Writes everything to {@code out}, which the caller closes. */
    void write(OutputStream out) throws IOException;
  }

  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** Writes {@code content}, as {@link #write(Path, Writer)} does. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /**
   * Writes to a temporary file beside {@code file}, flushes it to the disk and renames it. Missing
   * folders are created.
   *
   * @throws IOException if that fails; {@code file} is then as it was
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
        writer.write(out);
        out.flush();
        channel.force(true);
      }
      makeReadable(temporary);
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Deletes the temporary files that writers left in {@code folder} itself, not below it, because
   * they were killed. Nobody may be writing there.
   */
  public static void dropLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".?*.tmp")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Temporary files are the owner's alone; reports are to be passed on. */
  private static void makeReadable(Path file) {
    file.toFile().setReadable(true, false);
  }
}

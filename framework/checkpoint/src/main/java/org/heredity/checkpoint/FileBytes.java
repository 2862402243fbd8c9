package org.heredity.checkpoint;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a checkpoint, checked at their ends and read little-endian. A file is mapped, not
 * read: only what is touched takes memory. Safe for concurrent use.
 */
final class FileBytes implements Closeable {
  /** Below this a slice of a file too big for one mapping is read: a mapping takes whole pages. */
  private static final int SMALL = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer whole;
  private final long size;

  private FileBytes(FileChannel channel, ByteBuffer whole, long size) {
    this.channel = channel;
    this.whole = whole;
    this.size = size;
  }

  static FileBytes open(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new CheckpointException("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "this is a folder or device; a checkpoint is one file, or a folder with a"
              + " model.safetensors");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      long size = channel.size();
      boolean mappable = size <= Integer.MAX_VALUE;
      return new FileBytes(
          channel, mappable ? channel.map(MapMode.READ_ONLY, 0, size) : null, size);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** The bytes of {@code content}, which must not change. */
  static FileBytes of(byte[] content) {
    return new FileBytes(null, ByteBuffer.wrap(content).asReadOnlyBuffer(), content.length);
  }

  long size() {
    return size;
  }

  /**
   * Bytes {@code offset} to {@code offset + length}, little-endian, positioned at 0, not writable.
   *
   * @param what what is read, for the error
   * @throws CheckpointException if the file does not have them
   */
  ByteBuffer slice(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new CheckpointException(
          what
              + " should be "
              + length
              + " bytes at "
              + offset
              + ", but the file has "
              + size
              + "; it is cut short or damaged, fetch it again");
    }
    if (length > Integer.MAX_VALUE) {
      throw new CheckpointException(what + " has " + length + " bytes; at most 2 GiB are read");
    }
    try {
      return slice(offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new CheckpointException(what + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ByteBuffer slice(long offset, int length) throws IOException {
    if (whole != null) {
      return whole.slice((int) offset, length);
    }
    if (length >= SMALL) {
      return channel.map(MapMode.READ_ONLY, offset, length);
    }
    ByteBuffer read = ByteBuffer.allocate(length);
    while (read.hasRemaining()) {
      if (channel.read(read, offset + read.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return read.flip().asReadOnlyBuffer();
  }

  /** Closes the file. Slices stay valid. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}

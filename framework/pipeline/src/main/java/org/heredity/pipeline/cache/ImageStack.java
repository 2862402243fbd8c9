package org.heredity.pipeline.cache;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.heredity.engine.memory.Floats;
import org.heredity.files.StorageException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images in a file, read and written a batch at a time, so that a set may be larger than memory: a
 * safetensors file with one tensor {@code images}, float32, {@code [images, 3, side, side]}. Not
 * thread-safe.
 */
public final class ImageStack implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final Path file;
  private final FileChannel channel;
  private final int images;
  private final int side;
  private final int header;
  private int written;

  private ImageStack(Path file, FileChannel channel, int images, int side, int written) {
    this.file = file;
    this.channel = channel;
    this.images = images;
    this.side = side;
    this.header = header(images, side).length;
    this.written = written;
  }

  /**
   * Opens a finished stack.
   *
   * @throws StorageException if it cannot be read or is not {@code images} images of {@code side}
   *     pixels
   */
  public static ImageStack open(Path file, int images, int side) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      byte[] expected = header(images, side);
      ByteBuffer found = ByteBuffer.allocate(expected.length);
      read(channel, found, 0);
      if (!Arrays.equals(expected, found.array())
          || channel.size() != expected.length + images * imageBytes(side)) {
        channel.close();
        throw new StorageException(
            file + " is not a set of " + images + " images of " + side + " pixels; delete it");
      }
      return new ImageStack(file, channel, images, side, images);
    } catch (IOException e) {
      throw StorageException.of("read " + file, e);
    }
  }

  /**
   * Starts a stack, or resumes one that was interrupted.
   *
   * @param done images at the start of the file that are good; 0 to start afresh. If the file is
   *     shorter, the stack starts afresh, which {@link #written} tells
   */
  public static ImageStack write(Path file, int images, int side, int done) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      byte[] header = header(images, side);
      long needed = header.length + done * imageBytes(side);
      int written = done > 0 && channel.size() >= needed ? done : 0;
      channel.truncate(header.length + written * imageBytes(side));
      writeFully(channel, ByteBuffer.wrap(header), 0);
      return new ImageStack(file, channel, images, side, written);
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }

  /** Images that the finished stack has. */
  public int size() {
    return images;
  }

  /** Images that are there so far. */
  public int written() {
    return written;
  }

  /** Adds images, {@code [N, 3, side, side]}. */
  public void append(INDArray batch) {
    if (batch.rank() != 4 || batch.size(2) != side || written + batch.size(0) > images) {
      throw new IllegalArgumentException(
          Arrays.toString(batch.shape()) + " does not go into " + this + " after " + written);
    }
    float[] values = Floats.copy(batch);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      writeFully(channel, bytes, header + written * imageBytes(side));
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
    written += (int) batch.size(0);
  }

  /** Waits until what was added is on the disk. */
  public void force() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }

  /**
   * Images {@code from} to {@code from + count - 1}, a new array {@code [count, 3, side, side]}.
   */
  public INDArray read(int from, int count) {
    if (from < 0 || count < 1 || from + count > written) {
      throw new IllegalArgumentException("images " + from + " + " + count + " of " + written);
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(count * imageBytes(side)))
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      read(channel, bytes, header + from * imageBytes(side));
    } catch (IOException e) {
      throw StorageException.of("read " + file, e);
    }
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.flip().asFloatBuffer().get(values);
    return Nd4j.create(values, new long[] {count, CHANNELS, side, side}, 'c');
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StorageException.of("close " + file, e);
    }
  }

  @Override
  public String toString() {
    return "a stack of " + images + " images of " + side + " pixels";
  }

  private static long imageBytes(int side) {
    return (long) CHANNELS * side * side * Float.BYTES;
  }

  private static byte[] header(int images, int side) {
    String json =
        "{\"images\":{\"dtype\":\"F32\",\"shape\":["
            + images
            + ","
            + CHANNELS
            + ","
            + side
            + ","
            + side
            + "],\"data_offsets\":[0,"
            + images * imageBytes(side)
            + "]}}";
    String padded = json + " ".repeat((8 - json.length() % 8) % 8);
    return ByteBuffer.allocate(8 + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static void read(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes, at);
      if (count < 0) {
        throw new EOFException("the file ends early");
      }
      at += count;
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}

package org.heredity.engine;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipFile;
import org.heredity.checkpoint.CheckpointException;

/**
 * What a Deeplearning4j file says beside its network: lines of {@code key=value} in the zip's
 * comment, which other programs do not look at.
 */
final class Dl4jMetadata {
  private static final int LONGEST = 0xFFFF;

  private Dl4jMetadata() {}

  /** Writes a zip without a comment, to which one is added. */
  interface ZipWriter {
    void write(OutputStream out) throws IOException;
  }

  /** Writes a zip with metadata. */
  static void write(Map<String, String> metadata, ZipWriter zip, OutputStream out)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    metadata.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    byte[] comment = lines.toString().getBytes(StandardCharsets.UTF_8);
    if (comment.length > LONGEST) {
      throw new IllegalArgumentException("a zip's comment has at most " + LONGEST + " bytes");
    }
    WithoutEnd bytes = new WithoutEnd(out);
    zip.write(bytes);
    out.write(comment.length & 0xFF);
    out.write(comment.length >> 8);
    out.write(comment);
  }

  /**
   * The metadata of a file; none if it has no comment, or another's.
   *
   * @throws CheckpointException if it cannot be read
   */
  static Map<String, String> read(Path file) {
    Map<String, String> metadata = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String comment = zip.getComment();
      if (comment != null) {
        comment
            .lines()
            .filter(line -> line.indexOf('=') > 0)
            .forEach(
                line ->
                    metadata.put(
                        line.substring(0, line.indexOf('=')),
                        line.substring(line.indexOf('=') + 1)));
      }
      return metadata;
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Holds the last two bytes back: a zip ends with the length of its comment, here 0. */
  private static final class WithoutEnd extends FilterOutputStream {
    private final byte[] held = new byte[2];
    private int count;

    WithoutEnd(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int release = Math.max(0, count + length - held.length);
      int old = Math.min(count, release);
      out.write(held, 0, old);
      System.arraycopy(held, old, held, 0, count - old);
      count -= old;
      int fresh = release - old;
      out.write(bytes, offset, fresh);
      System.arraycopy(bytes, offset + fresh, held, count, length - fresh);
      count += length - fresh;
    }

    @Override
    public void close() throws IOException {
      // The owner closes it, after the comment.
      out.flush();
    }
  }
}

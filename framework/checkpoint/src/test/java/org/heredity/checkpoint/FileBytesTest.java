package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBytesTest {
  @TempDir Path folder;

  /** A sparse file: it takes next to nothing on the disk. */
  @ParameterizedTest
  @ValueSource(longs = {1000, 5_000_000_000L})
  void filesAreReadAtAnyOffset(long at) throws IOException {
    Path file = folder.resolve("sparse");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), at);
    }
    ByteBuffer small;
    ByteBuffer mapped;
    try (FileBytes bytes = FileBytes.open(file)) {
      assertEquals(at + 4, bytes.size());
      small = bytes.slice(at, 4, "the end");
      long length = Math.min(at + 4, 1 << 17);
      mapped = bytes.slice(at + 4 - length, length, "the end");
      assertThrows(CheckpointException.class, () -> bytes.slice(at + 1, 4, "more"));
      assertThrows(CheckpointException.class, () -> bytes.slice(Long.MAX_VALUE, 1, "more"));
      assertThrows(CheckpointException.class, () -> bytes.slice(-1, 1, "before"));
      assertThrows(CheckpointException.class, () -> bytes.slice(0, Long.MAX_VALUE, "all"));
    }
    assertEquals(0x04030201, small.getInt(0), "little-endian, and valid once the file is closed");
    assertEquals(0x04030201, mapped.getInt(mapped.limit() - 4));
    assertTrue(mapped.isReadOnly() && small.isReadOnly());
  }

  @Test
  void slicesOverTwoGibibytesAreRefused() throws IOException {
    Path file = folder.resolve("sparse");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(new byte[1]), 5_000_000_000L);
    }
    try (FileBytes bytes = FileBytes.open(file)) {
      String message =
          assertThrows(CheckpointException.class, () -> bytes.slice(0, 1L << 31, "storage 'x'"))
              .getMessage();
      assertEquals("storage 'x' has 2147483648 bytes; at most 2 GiB are read", message);
    }
  }
}

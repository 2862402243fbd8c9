package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Optional;

/** Asserts that files are refused, in which words, and at what cost. */
final class Refusals {
  private Refusals() {}

  static String refused(byte[] file, String... parts) {
    String message =
        assertThrows(
                CheckpointException.class,
                () -> Checkpoints.load(FileBytes.of(file), null, Optional.empty()))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' should be in: " + message);
    }
    return message;
  }

  /** Runs {@code task} and fails if it allocates more than so many MiB on the heap. */
  static void bounded(int mebibytes, Runnable task) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    task.run();
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < (long) mebibytes << 20, () -> taken + " bytes were allocated");
  }

  static byte[] resource(String name) {
    try {
      return Files.readAllBytes(CheckpointsTest.resource(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  /** Holds a folder until its input ends; run in a process of its own. */
  static final class Holder {
    public static void main(String[] args) throws IOException {
      LockFile lock = LockFile.ofFolder(Path.of(args[0]));
      System.out.println("held");
      int read = System.in.read();
      System.out.println(read);
      lock.close();
    }
  }

  @Test
  void aSecondProcessIsToldWhoHoldsTheFolder(@TempDir Path folder) throws Exception {
    Process holder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertEquals('h', holder.getInputStream().read());
      StorageException e = assertThrows(StorageException.class, () -> LockFile.ofFolder(folder));
      assertTrue(
          e.getMessage().startsWith(folder + " is in use by process " + holder.pid() + " since"),
          e.getMessage());
      assertTrue(LockFile.holder(folder).orElseThrow().contains("" + holder.pid()));
    } finally {
      holder.destroyForcibly();
      holder.waitFor();
    }
    LockFile.ofFolder(folder).close();
    assertEquals(Optional.empty(), LockFile.holder(folder));
  }

  @Test
  void theSameProcessCannotTakeItTwiceEither(@TempDir Path folder) {
    Path deep = folder.resolve("new").resolve("deep");
    LockFile lock = LockFile.ofFolder(deep);
    assertThrows(StorageException.class, () -> LockFile.ofFolder(deep));
    lock.close();
    LockFile.ofFolder(deep).close();
  }

  @Test
  void whoeverWaitsIsToldOnceAndGetsTheLockWhenItIsFree(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("new/a.lock");
    CountDownLatch waiting = new CountDownLatch(1);
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    Runnable second =
        () -> {
          try {
            LockFile.hold(
                file,
                () -> {
                  events.add("second waits");
                  waiting.countDown();
                },
                () -> events.add("second"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Thread[] thread = new Thread[1];
    LockFile.hold(
        file,
        () -> events.add("first waits"),
        () -> {
          thread[0] = new Thread(second);
          thread[0].start();
          awaitQuietly(waiting);
          events.add("first");
        });
    thread[0].join();
    assertEquals(List.of("second waits", "first", "second"), events);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  /** Holds a folder until its input ends; run in a process of its own. */
  static final class Holder {
    public static void main(String[] args) throws IOException {
      FolderLock lock = FolderLock.acquire(Path.of(args[0]));
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
      StorageException e = assertThrows(StorageException.class, () -> FolderLock.acquire(folder));
      assertTrue(
          e.getMessage().startsWith(folder + " is in use by process " + holder.pid() + " since"),
          e.getMessage());
      assertTrue(FolderLock.holder(folder).orElseThrow().contains("" + holder.pid()));
    } finally {
      holder.destroyForcibly();
      holder.waitFor();
    }
    FolderLock.acquire(folder).close();
    assertEquals(Optional.empty(), FolderLock.holder(folder));
  }

  @Test
  void theSameProcessCannotTakeItTwiceEither(@TempDir Path folder) {
    Path deep = folder.resolve("new").resolve("deep");
    FolderLock lock = FolderLock.acquire(deep);
    assertThrows(StorageException.class, () -> FolderLock.acquire(deep));
    lock.close();
    FolderLock.acquire(deep).close();
  }
}

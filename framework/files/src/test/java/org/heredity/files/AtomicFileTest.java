package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aWriterThatFailsLeavesWhatWasThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("deep/file");
    AtomicFile.write(file, new byte[] {'a'});
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      assertEquals("a", Files.readString(file), "not yet replaced");
                      throw new IOException("the disk is full");
                    }));
    assertEquals("the disk is full", e.getMessage());
    assertEquals("a", Files.readString(file));
    assertEquals(List.of("file"), names(file.getParent()));
  }

  @Test
  void leftoversGoAndAllElseStays(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve(".results.json123.tmp"), "half");
    Files.writeString(folder.resolve("results.tmp"), "whole");
    AtomicFile.dropLeftovers(folder);
    AtomicFile.dropLeftovers(folder.resolve("none"));
    assertEquals(List.of("results.tmp"), names(folder));
  }
}

package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @Test
  void findsTheCacheOfTheUser(@TempDir Path home) {
    assertEquals(home.resolve(".cache/heredity"), CacheFolder.of(Map.of(), home));
    assertEquals(
        home.resolve(".cache/heredity"), CacheFolder.of(Map.of("XDG_CACHE_HOME", "rel"), home));
    assertEquals(
        Path.of("/var/c/heredity"), CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/c"), home));
  }
}

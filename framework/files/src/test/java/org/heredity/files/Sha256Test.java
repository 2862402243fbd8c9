package org.heredity.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void everyWayGivesTheStandardsExample(@TempDir Path folder) throws IOException {
    byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
    MessageDigest fed = Sha256.newDigest();
    fed.update(bytes, 0, 1);
    fed.update(bytes, 1, 2);
    assertEquals(ABC, Sha256.hex(fed));
    assertEquals(ABC, Sha256.of("abc"));
    assertEquals(ABC, Sha256.of(bytes));
    assertEquals(ABC, Sha256.of(Files.write(folder.resolve("abc"), bytes)));
  }
}

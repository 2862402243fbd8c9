package org.heredity.datasets.download;

import java.util.Locale;

/**
 * A published digest of a file.
 *
 * @param algorithm as Java names it: {@code MD5} or {@code SHA-256}
 * @param hex the digest in lower-case hex, or how it starts
 */
public record Checksum(String algorithm, String hex) {
  public Checksum {
    if (!algorithm.equals("MD5") && !algorithm.equals("SHA-256")
        || !hex.matches("[0-9a-f]{8,64}")) {
      throw new IllegalArgumentException(algorithm + " " + hex);
    }
  }

  static Checksum md5(String hex) {
    return new Checksum("MD5", hex);
  }

  static Checksum sha256(String hex) {
    return new Checksum("SHA-256", hex);
  }

  /** Whether a whole digest, in hex, is this one or starts as it does. */
  boolean fits(String digest) {
    return digest.toLowerCase(Locale.ROOT).startsWith(hex);
  }

  @Override
  public String toString() {
    int whole = algorithm.equals("MD5") ? 32 : 64;
    return algorithm + (hex.length() < whole ? " starting with " : " ") + hex;
  }
}

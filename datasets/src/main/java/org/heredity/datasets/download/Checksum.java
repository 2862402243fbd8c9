package org.heredity.datasets.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.heredity.files.Sha256;

/**
 * A published digest of a file.
 *
 * @param algorithm as Java names it: {@code MD5} or {@code SHA-256}
 * @param hex the digest in lower-case hex, or how it starts
 */
public record Checksum(String algorithm, String hex) {
  private static final String MD5 = "MD5";
  private static final String SHA_256 = "SHA-256";

  public Checksum {
    if (!algorithm.equals(MD5) && !algorithm.equals(SHA_256) || !hex.matches("[0-9a-f]{8,64}")) {
      throw new IllegalArgumentException(algorithm + " " + hex);
    }
  }

  static Checksum md5(String hex) {
    return new Checksum(MD5, hex);
  }

  static Checksum sha256(String hex) {
    return new Checksum(SHA_256, hex);
  }

  /** The digest of a file by this algorithm, in lower-case hex. */
  String digest(Path file) throws IOException {
    return algorithm.equals(MD5) ? md5(file) : Sha256.of(file);
  }

  /** Whether a file's digest is this one, or starts as it does. */
  boolean fits(Path file) throws IOException {
    return digest(file).startsWith(hex);
  }

  private static String md5(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance(MD5);
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  @Override
  public String toString() {
    int whole = algorithm.equals(MD5) ? 32 : 64;
    return algorithm + (hex.length() < whole ? " starting with " : " ") + hex;
  }
}

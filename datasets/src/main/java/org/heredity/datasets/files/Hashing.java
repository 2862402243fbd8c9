package org.heredity.datasets.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes. */
public final class Hashing {
  private Hashing() {}

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /** A fresh digest of that name, which every Java has, such as {@code MD5}. */
  public static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 of {@code bytes}, in hex. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }
}

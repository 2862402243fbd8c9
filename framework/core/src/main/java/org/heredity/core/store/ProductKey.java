package org.heredity.core.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a stage's product by all that determines it.
 *
 * @param kind of product, such as {@code set} or {@code tune}; lower-case letters, digits and
 *     {@code -}
 * @param json all that determines it, canonical
 * @param hash SHA-256 of {@code json} in hex
 */
public record ProductKey(String kind, String json, String hash) {
  /** Raised whenever the same inputs would give another product than before. */
  private static final int VERSION = 1;

  public ProductKey {
    if (!kind.matches("[a-z0-9][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException("a product's kind is kebab-case, got '" + kind + "'");
    }
  }

  /**
   * The key of a product.
   *
   * @param determinedBy digests, settings, seeds: nested maps, lists, strings, numbers, booleans
   */
  public static ProductKey of(String kind, Map<String, ?> determinedBy) {
    Map<String, Object> all = new TreeMap<>(determinedBy);
    all.put("kind", kind);
    all.put("product-version", VERSION);
    String json = CanonicalJson.of(all);
    byte[] digest = Sha256.newDigest().digest(json.getBytes(StandardCharsets.UTF_8));
    return new ProductKey(kind, json, HexFormat.of().formatHex(digest));
  }
}

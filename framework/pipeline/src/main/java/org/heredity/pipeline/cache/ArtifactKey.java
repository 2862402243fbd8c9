package org.heredity.pipeline.cache;

import java.util.Map;
import java.util.TreeMap;
import org.heredity.files.Sha256;

/**
 * Names an artifact by all its inputs.
 *
 * @param kind of artifact, such as {@code set} or {@code tune}; lower-case letters, digits and
 *     {@code -}
 * @param json kind and inputs, canonical
 * @param hash SHA-256 of {@code json} in hex
 */
public record ArtifactKey(String kind, String json, String hash) {
  /** Raised whenever the same inputs would give another artifact than before, or another format. */
  private static final int VERSION = 6;

  public ArtifactKey {
    if (!kind.matches("[a-z0-9][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException("an artifact's kind is kebab-case, got '" + kind + "'");
    }
  }

  /**
   * The key of an artifact.
   *
   * @param inputs digests, settings, seeds: nested maps, lists, strings, numbers, booleans
   */
  public static ArtifactKey of(String kind, Map<String, ?> inputs) {
    Map<String, Object> all = new TreeMap<>(inputs);
    all.put("kind", kind);
    all.put("artifact-version", VERSION);
    String json = CanonicalJson.of(all);
    return new ArtifactKey(kind, json, Sha256.of(json));
  }
}

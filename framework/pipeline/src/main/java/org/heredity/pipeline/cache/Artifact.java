package org.heredity.pipeline.cache;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;

/**
 * What work made, as it lies in the store.
 *
 * @param key all its inputs
 * @param blobs its files by their names within the artifact; empty if it is JSON alone
 * @param seconds that computing it took, over all runs that worked on it
 * @param curve points that it added to the curves
 * @param value what is no file; null if nothing
 */
public record Artifact(
    ArtifactKey key,
    Map<String, Blob> blobs,
    double seconds,
    List<CurvePoint> curve,
    JsonNode value) {
  public Artifact {
    blobs = Map.copyOf(blobs);
    curve = List.copyOf(curve);
  }

  /**
   * A safetensors file, never written to again.
   *
   * @param digest SHA-256 of the file in hex
   */
  public record Blob(Path file, String digest) {
    /** Reads the tensors. */
    public StateDict tensors() {
      return Checkpoints.read(file);
    }
  }

  /**
   * One of its files.
   *
   * @throws IllegalArgumentException if it has none of that name
   */
  public Blob blob(String name) {
    Blob blob = blobs.get(name);
    if (blob == null) {
      throw new IllegalArgumentException(
          "the " + key.kind() + " has no '" + name + "', only " + blobs.keySet());
    }
    return blob;
  }
}

package org.heredity.pipeline.cache;

import java.nio.file.Path;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;

/**
 * What a stage made, as it lies in a {@link ArtifactStore}.
 *
 * @param key all that determines it
 * @param file a safetensors file, never written to again
 * @param digest SHA-256 of the file in hex
 * @param seconds that computing it took, over all runs that worked on it
 * @param notes what belongs to it and is no tensor, as JSON
 */
public record Artifact(ArtifactKey key, Path file, String digest, double seconds, String notes) {
  /** Reads the tensors. */
  public StateDict tensors() {
    return Checkpoints.read(file);
  }
}

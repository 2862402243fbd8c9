package org.heredity.pipeline.cache;

import java.nio.file.Path;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;

/** Work that is running: how it reports, survives, and stores files beside its value. */
public interface Running extends Progress {
  /**
   * A safetensors file that the work itself builds. It stays if the work is interrupted, and
   * becomes the artifact's blob of that name when the work returns.
   */
  Path file(String blob);

  /** Stores tensors as the artifact's blob of that name. */
  void store(String blob, StateDict tensors);
}

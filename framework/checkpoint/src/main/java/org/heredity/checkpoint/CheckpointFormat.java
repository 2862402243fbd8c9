package org.heredity.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/** A kind of checkpoint file. Implementations are stateless and thread-safe. */
interface CheckpointFormat {
  /** What it is called in messages, such as {@code safetensors}. */
  String name();

  /** Whether the file claims to be of this format, inferred from its first or last bytes. */
  boolean recognises(FileBytes file);

  /**
   * All its tensors.
   *
   * @param folder where other parts of the checkpoint lie; null if there are none to be had
   * @param choice which state dict is wanted if there are several: the keys that lead to it, or
   *     what the names of its tensors start with
   * @throws CheckpointException if the file is damaged, hostile or holds what is not supported;
   *     without the file's name
   */
  Checkpoint read(FileBytes file, Path folder, Optional<String> choice);
}

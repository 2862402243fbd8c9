package org.heredity.checkpoint;

import java.util.List;

/** What a pickle may refer to outside itself. Whatever it does not know it refuses by name. */
interface PickleHost {
  /** Something that REDUCE may call. */
  @FunctionalInterface
  interface Constructor {
    /**
     * @throws CheckpointException if the arguments are not what it takes
     */
    Object call(List<?> arguments);
  }

  /**
   * The value that stands for a Python global: a {@link Constructor}, or a value that can only be
   * passed on.
   *
   * @throws CheckpointException naming the global, if it is not on the allow-list
   */
  Object global(String module, String name);

  /**
   * The value that stands for something stored outside the pickle.
   *
   * @throws CheckpointException if {@code id} is not understood
   */
  Object persistent(Object id);
}

package org.heredity.pipeline.cache;

import java.nio.file.Path;

/**
 * Where files of a store lie beyond this machine, for all that work on a suite. Files are known by
 * name alone: nothing is ever listed.
 */
public interface Depot {
  /** None: a store is on its own. */
  Depot NONE =
      new Depot() {
        @Override
        public boolean get(String name, Path to) {
          return false;
        }

        @Override
        public void put(String name, Path from) {
          // There is nowhere to put it.
        }
      };

  /**
   * Copies a file from there.
   *
   * @param name such as {@code keys/set/0f3a….json}
   * @param to a file in a folder that is there; replaced, and of no meaning unless this gives true
   * @return false if there is none, or it is damaged
   * @throws org.heredity.files.StorageException if that cannot be told
   */
  boolean get(String name, Path to);

  /**
   * Copies a file to there, whole or not at all. What is there by that name stays: equal names have
   * equal content.
   *
   * @throws org.heredity.files.StorageException if it cannot be written
   */
  void put(String name, Path from);
}

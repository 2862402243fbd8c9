package org.heredity.checkpoint;

/**
 * A storage that a PyTorch pickle refers to: elements {@code offset} to {@code offset + length} of
 * those stored under {@code key}.
 *
 * @param type what the elements are; bytes for an untyped storage
 * @param size elements stored under the key
 */
record StorageRef(ElementType type, String key, long size, long offset, long length) {
  StorageRef {
    if (size < 0 || size > Long.MAX_VALUE / 16) {
      throw new CheckpointException(
          "storage " + Printable.quote(key) + " has the size " + size + "; the file is damaged");
    }
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new CheckpointException(
          "elements "
              + offset
              + " to "
              + offset
              + "+"
              + length
              + " are viewed in storage "
              + Printable.quote(key)
              + ", which has "
              + size
              + "; the file is damaged");
    }
  }

  /** Bytes stored under the key. */
  long storedBytes() {
    return size * type.bytes();
  }
}

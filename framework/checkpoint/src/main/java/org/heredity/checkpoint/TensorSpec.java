package org.heredity.checkpoint;

import java.util.List;

/**
 * A tensor as a PyTorch pickle describes it: a strided view of a storage.
 *
 * @param offset of the first element within the storage, in elements of {@code type}
 * @param strides in elements, one for each size
 */
record TensorSpec(
    StorageRef storage, ElementType type, long offset, List<Long> shape, List<Long> strides) {
  long[] shapeArray() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  long[] stridesArray() {
    return strides.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Equal exactly for equal views. A string, since hash maps stay fast with these even if a hostile
   * file makes all hashes collide.
   */
  String identity() {
    return "%s %d %s %s %s %d %d %d %s"
        .formatted(
            type,
            offset,
            shape,
            strides,
            storage.type(),
            storage.size(),
            storage.offset(),
            storage.length(),
            storage.key());
  }
}

package org.heredity.checkpoint;

import java.util.Arrays;

/** Sizes and strides as a file gives them, checked so that no product of them overflows. */
final class TensorShape {
  /** ND4J's limit. */
  static final int MAX_RANK = 32;

  private TensorShape() {}

  /**
   * The number of elements; 1 for a scalar.
   *
   * @throws CheckpointException if there are over 32 sizes, one is negative or over 2^31-1, or the
   *     product overflows
   */
  static long count(long[] sizes, String name) {
    if (sizes.length > MAX_RANK) {
      throw new CheckpointException(
          quoted(name) + " has " + sizes.length + " dimensions; at most " + MAX_RANK + " are read");
    }
    boolean empty = false;
    long count = 1;
    for (long size : sizes) {
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new CheckpointException(
            quoted(name)
                + " has the shape "
                + Arrays.toString(sizes)
                + "; a size lies between 0 and 2147483647");
      }
      empty |= size == 0;
      count = empty ? 0 : times(count, size, name, sizes);
    }
    return count;
  }

  /**
   * How far the last element lies behind the first, in elements; -1 if there is no element.
   *
   * @throws CheckpointException if a stride is negative or the sum overflows
   */
  static long reach(long[] sizes, long[] strides, String name) {
    if (strides.length != sizes.length) {
      throw new CheckpointException(
          quoted(name)
              + " has "
              + sizes.length
              + " sizes but "
              + strides.length
              + " strides; the file is damaged");
    }
    long reach = 0;
    boolean empty = false;
    for (int i = 0; i < sizes.length; i++) {
      if (strides[i] < 0) {
        throw new CheckpointException(
            quoted(name) + " has the strides " + Arrays.toString(strides) + "; none is negative");
      }
      empty |= sizes[i] == 0;
      if (sizes[i] > 1) {
        long step = times(sizes[i] - 1, strides[i], name, strides);
        if (step > Long.MAX_VALUE - reach) {
          throw overflow(name, strides);
        }
        reach += step;
      }
    }
    return empty ? -1 : reach;
  }

  /** Whether the elements lie one after the other in C order. */
  static boolean contiguous(long[] sizes, long[] strides) {
    long expected = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      if (sizes[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= sizes[i];
    }
    return true;
  }

  private static long times(long a, long b, String name, long[] sizes) {
    if (Math.multiplyHigh(a, b) != 0 || a * b < 0) {
      throw overflow(name, sizes);
    }
    return a * b;
  }

  private static CheckpointException overflow(String name, long[] sizes) {
    return new CheckpointException(
        quoted(name) + ": the product of " + Arrays.toString(sizes) + " overflows");
  }

  private static String quoted(String name) {
    return "tensor " + Printable.quote(name);
  }
}

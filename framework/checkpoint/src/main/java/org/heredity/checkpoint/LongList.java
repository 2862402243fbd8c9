package org.heredity.checkpoint;

import java.util.Arrays;

/** Numbers of which it is not known how many there will be, up to a limit. Not thread-safe. */
final class LongList {
  private final int most;
  private final String what;
  private long[] values = {};
  private int size;

  /**
   * None yet.
   *
   * @param what they are, for the error
   */
  LongList(int most, String what) {
    this.most = most;
    this.what = what;
  }

  void add(long value) {
    if (size == values.length) {
      if (size == most) {
        throw new CheckpointException(what + " has over " + most + " numbers");
      }
      values = Arrays.copyOf(values, (int) Math.min(most, Math.max(8L, 2L * size)));
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  /** A copy. */
  long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}

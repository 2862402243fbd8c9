package org.heredity.files;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells what has stopped changing, by this process's own time alone. Not thread-safe.
 *
 * <p>Time in which nobody looked counts for a quarter of the patience at most: a process that was
 * itself stopped for an hour has not watched for one.
 */
final class Watch {
  private static final int LOOKS = 4;

  private final Map<String, Seen> seen = new HashMap<>();
  private final long patience;
  private final LongSupplier nanoTime;

  /** What was there at the last look, and for how long it was watched without a change. */
  private record Seen(String content, long last, long watched) {}

  /**
   * A watch.
   *
   * @param patience nanoseconds
   * @param nanoTime a clock that only goes forward, such as {@link System#nanoTime}
   */
  Watch(long patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Looks at something; whether it has been as it is for as long as the patience. */
  boolean still(String name, String content) {
    long now = nanoTime.getAsLong();
    Seen before = seen.get(name);
    long watched = 0;
    if (before != null && before.content().equals(content)) {
      watched = before.watched() + Math.min(now - before.last(), patience / LOOKS);
    }
    seen.put(name, new Seen(content, now, watched));
    return watched >= patience;
  }
}

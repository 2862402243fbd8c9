package org.heredity.pipeline.run;

import org.heredity.api.config.UsageException;
import org.heredity.pipeline.cache.Cache;

/**
 * Which part of a suite a process does.
 *
 * @param kind how the work is shared
 * @param number of this process or shard, from 1
 * @param count of all
 */
public record Share(Kind kind, int number, int count) {
  /** All of it. */
  public static final Share ALL = new Share(Kind.ALL, 1, 1);

  private static final int MOST = 100_000;

  /** How work is shared. */
  public enum Kind {
    /** Not at all. */
    ALL,
    /** Each process takes what is undone and ready; the first puts the results together. */
    WORKER,
    /** Each process has stages of its own; nobody puts results together. */
    SHARD
  }

  /** One of several processes on one folder. */
  public static Share worker(int number, int count) {
    return new Share(Kind.WORKER, number, count);
  }

  /**
   * A shard.
   *
   * @param text such as {@code 2/8}
   * @throws UsageException if it is not the number of one of them
   */
  public static Share shard(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2) {
        int number = Integer.parseInt(parts[0].strip());
        int count = Integer.parseInt(parts[1].strip());
        if (number >= 1 && number <= count && count <= MOST) {
          return new Share(Kind.SHARD, number, count);
        }
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new UsageException(
        "--shard is which of how many, such as 2/8 (from 1/8 to 8/8), got '" + text + "'");
  }

  /** Whether this process writes the results. */
  boolean writesResults() {
    return kind == Kind.ALL || kind == Kind.WORKER && number == 1;
  }

  Cache.Use use() {
    return switch (kind) {
      case ALL -> Cache.Use.ALONE;
      case WORKER -> Cache.Use.SHARED;
      case SHARD -> Cache.Use.PART;
    };
  }
}

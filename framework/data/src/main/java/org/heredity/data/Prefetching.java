package org.heredity.data;

/**
 * How {@link Batches} work ahead.
 *
 * @param threads that decode and augment, 1 to 64
 * @param ahead batches that are ready or being made at any time, 1 to 256; each takes 12 bytes a
 *     pixel and image outside the heap
 * @param cacheBytes of heap for decoded images that training sees again every epoch; 0 for none
 */
public record Prefetching(int threads, int ahead, long cacheBytes) {
  private static final int MAX_THREADS = 64;
  private static final int MAX_AHEAD = 256;
  private static final long LARGEST_CACHE = 512L << 20;

  public Prefetching {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new DataException("decoding threads must be 1 to " + MAX_THREADS + ", got " + threads);
    }
    if (ahead < 1 || ahead > MAX_AHEAD) {
      throw new DataException("batches ahead must be 1 to " + MAX_AHEAD + ", got " + ahead);
    }
    if (cacheBytes < 0) {
      throw new DataException("the image cache needs 0 bytes or more, got " + cacheBytes);
    }
  }

  /**
   * For this machine: a quarter of its processors decode (a thread makes a thousand images a second
   * at 224, more than most train), an eighth of the heap caches.
   */
  public static Prefetching standard() {
    Runtime machine = Runtime.getRuntime();
    int threads = Math.max(1, Math.min(8, machine.availableProcessors() / 4));
    return new Prefetching(threads, threads + 1, Math.min(LARGEST_CACHE, machine.maxMemory() / 8));
  }
}

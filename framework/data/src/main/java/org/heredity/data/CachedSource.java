package org.heredity.data;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps decoded images of another source, so that each is decoded once, up to a limit of memory.
 * What came first stays: whoever goes through all images again and again would gain nothing from
 * replacing them. Larger sources are read through. Thread-safe.
 */
public final class CachedSource implements ImageSource {
  /** Array header and record, roughly. */
  private static final int OVERHEAD = 64;

  private final ImageSource source;
  private final AtomicReferenceArray<RgbImage> images;
  private final AtomicLong free;

  /**
   * Wraps {@code source}.
   *
   * @param maxBytes of decoded pixels to keep, at most; 0 keeps none
   */
  public CachedSource(ImageSource source, long maxBytes) {
    if (maxBytes < 0) {
      throw new DataException("a cache needs 0 bytes or more, got " + maxBytes);
    }
    this.source = source;
    this.images = new AtomicReferenceArray<>(source.size());
    this.free = new AtomicLong(maxBytes);
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public String id(int index) {
    return source.id(index);
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public RgbImage read(int index) {
    RgbImage image = images.get(index);
    if (image == null) {
      image = source.read(index);
      long bytes = (long) image.rgb().length + OVERHEAD;
      if (free.addAndGet(-bytes) < 0 || !images.compareAndSet(index, null, image)) {
        free.addAndGet(bytes);
      }
    }
    return image;
  }
}

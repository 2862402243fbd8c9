package org.heredity.data;

import java.util.Iterator;

/**
 * The images of a source as batches, decoded and preprocessed by threads of their own a few batches
 * ahead, so that whoever computes does not wait. Which images, in which order, with which
 * augmentation follows from (seed, epoch, image id) alone. An image that cannot be read surfaces as
 * the {@link DataException} of {@link #next}. To be used by one thread; must be closed.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {
  private Batches() {}

  /** Every image once, in order, as the test sees it; the last batch may be smaller. */
  public static Batches test(ImageSource source, Preprocessing preprocessing, int batchSize) {
    throw new UnsupportedOperationException();
  }

  /**
   * Epochs without end, each every image once in a shuffled order, augmented; an epoch's last batch
   * may be smaller.
   *
   * @param randomness of the run
   * @param firstEpoch 0 for a fresh run
   * @param skipBatches batches of that epoch to leave out, for a resumed run
   */
  public static Batches train(
      ImageSource source,
      Preprocessing preprocessing,
      int batchSize,
      Randomness randomness,
      int firstEpoch,
      int skipBatches) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean hasNext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Batch next() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}

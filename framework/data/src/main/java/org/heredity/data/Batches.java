package org.heredity.data;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The images of a source as batches, decoded and preprocessed by threads of their own a few batches
 * ahead, so that whoever computes does not wait. Which images, in which order, with which
 * augmentation follows from (seed, epoch, image id) alone. An image that cannot be read surfaces as
 * the {@link DataException} of {@link #next}. To be used by one thread; must be closed.
 *
 * <p>A batch's array belongs to whoever takes it. It is outside the heap, so that garbage
 * collection is slow to free it: close it when it is done with.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {
  private final ImageSource source;
  private final BatchSchedule schedule;
  private final int imageSize;
  private final int length;
  private final int ahead;
  private final Thread[] workers;

  private final Object lock = new Object();
  // All under lock.
  private final Map<Long, Made> made = new HashMap<>();
  private long nextToMake;
  private long nextToTake;
  private final Deque<INDArray> released = new ArrayDeque<>();
  private boolean closed;

  /** One of the two is null. */
  private record Made(Batch batch, Throwable failure) {}

  private Batches(
      ImageSource source, BatchSchedule schedule, int imageSize, Prefetching prefetching) {
    this.source = source;
    this.schedule = schedule;
    this.imageSize = imageSize;
    this.length = 3 * imageSize * imageSize;
    this.ahead = prefetching.ahead();
    this.workers = new Thread[(int) Math.min(prefetching.threads(), schedule.count())];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Thread(this::work, "heredity-images-" + i);
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  /** Every image once, in order, as the test sees it; the last batch may be smaller. */
  public static Batches test(ImageSource source, Preprocessing preprocessing, int batchSize) {
    int[] all = IntStream.range(0, source.size()).toArray();
    return test(source, all, preprocessing, batchSize, Prefetching.standard());
  }

  /**
   * Some images of a source, in the order given, as the test sees them; the last batch may be
   * smaller.
   *
   * @param indices into {@code source}, which {@link Batch#indices} repeat
   */
  public static Batches test(
      ImageSource source,
      int[] indices,
      Preprocessing preprocessing,
      int batchSize,
      Prefetching prefetching) {
    check(batchSize, preprocessing);
    for (int index : indices) {
      Objects.checkIndex(index, source.size());
    }
    BatchSchedule schedule = BatchSchedule.test(indices.clone(), preprocessing, batchSize);
    return new Batches(source, schedule, preprocessing.imageSize(), prefetching);
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
    return train(
        source,
        preprocessing,
        batchSize,
        randomness,
        firstEpoch,
        skipBatches,
        Prefetching.standard());
  }

  /** As the other, with a choice of threads and memory; these change no batch. */
  public static Batches train(
      ImageSource source,
      Preprocessing preprocessing,
      int batchSize,
      Randomness randomness,
      int firstEpoch,
      int skipBatches,
      Prefetching prefetching) {
    check(batchSize, preprocessing);
    if (source.size() == 0) {
      throw new DataException("there are no images to train on");
    }
    if (firstEpoch < 0 || skipBatches < 0) {
      throw new IllegalArgumentException(
          "cannot start at epoch " + firstEpoch + " after " + skipBatches + " batches");
    }
    BatchSchedule schedule =
        BatchSchedule.train(source, preprocessing, batchSize, randomness, firstEpoch, skipBatches);
    boolean kept = source instanceof CachedSource || source instanceof MemorySource;
    ImageSource cached = kept ? source : new CachedSource(source, prefetching.cacheBytes());
    return new Batches(cached, schedule, preprocessing.imageSize(), prefetching);
  }

  private static void check(int batchSize, Preprocessing preprocessing) {
    int most = Integer.MAX_VALUE / (Float.BYTES * preprocessing.length());
    if (batchSize < 1 || batchSize > most) {
      throw new DataException(
          "the batch size must be 1 to "
              + most
              + " at image size "
              + preprocessing.imageSize()
              + ", got "
              + batchSize);
    }
  }

  @Override
  public boolean hasNext() {
    synchronized (lock) {
      return !closed && nextToTake < schedule.count();
    }
  }

  /**
   * The next batch; waits for it if need be.
   *
   * @throws DataException if one of its images cannot be read; every later call throws it again
   */
  @Override
  public Batch next() {
    synchronized (lock) {
      if (!hasNext()) {
        throw new NoSuchElementException(closed ? "closed" : "no batches left");
      }
      Made taken = made.get(nextToTake);
      while (taken == null) {
        await();
        if (closed) {
          throw new NoSuchElementException("closed");
        }
        taken = made.get(nextToTake);
      }
      if (taken.failure instanceof RuntimeException e) {
        throw e;
      }
      if (taken.failure instanceof Error e) {
        throw e;
      }
      made.remove(nextToTake++);
      lock.notifyAll();
      return taken.batch;
    }
  }

  private void await() {
    try {
      lock.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("interrupted while waiting for images", e);
    }
  }

  private void work() {
    float[] image = new float[length];
    while (true) {
      long ordinal;
      synchronized (lock) {
        while (!closed && nextToMake - nextToTake >= ahead) {
          await();
        }
        if (closed || nextToMake >= schedule.count()) {
          return;
        }
        ordinal = nextToMake++;
      }
      Made result;
      try {
        result = new Made(make(ordinal, schedule.indices(ordinal), image), null);
      } catch (RuntimeException | Error e) {
        result = new Made(null, e);
      }
      synchronized (lock) {
        if (closed) {
          discard(result.batch);
          return;
        }
        made.put(ordinal, result);
        lock.notifyAll();
        if (result.failure != null) {
          return;
        }
      }
    }
  }

  /** Null once closed. */
  private Batch make(long ordinal, int[] indices, float[] image) {
    INDArray images = array(indices.length);
    FloatBuffer out = images.data().asNioFloat();
    int[] labels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      synchronized (lock) {
        if (closed) {
          images.close();
          return null;
        }
      }
      labels[i] = source.label(indices[i]);
      schedule.preprocess(ordinal, indices[i], source.read(indices[i]), image, 0);
      out.put(i * length, image);
    }
    // On a GPU the copy over there is the older one now.
    Nd4j.getAffinityManager().tagLocation(images, AffinityManager.Location.HOST);
    return new Batch(images, labels, indices);
  }

  /** An array for so many images, a released one if there is one. */
  private INDArray array(int size) {
    synchronized (lock) {
      for (Iterator<INDArray> it = released.iterator(); it.hasNext(); ) {
        INDArray array = it.next();
        if (array.size(0) == size) {
          it.remove();
          return array;
        }
      }
    }
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', size, 3, imageSize, imageSize);
  }

  /**
   * Gives the memory of a batch back, for a later one: taking new memory from the system costs as
   * much as decoding a small image. Nothing may use its array, or a view of it, any more.
   *
   * @param batch one of this object's
   */
  public void release(Batch batch) {
    synchronized (lock) {
      for (INDArray array : released) {
        if (array == batch.images()) {
          return;
        }
      }
      if (!closed && released.size() < ahead && !batch.images().wasClosed()) {
        released.add(batch.images());
        return;
      }
    }
    discard(batch);
  }

  private static void discard(Batch unused) {
    if (unused != null && unused.images().closeable()) {
      unused.images().close();
    }
  }

  /** Stops the threads, after the image that each is at; batches that were taken stay usable. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      made.values().forEach(unused -> discard(unused.batch));
      made.clear();
      released.forEach(INDArray::close);
      released.clear();
      lock.notifyAll();
    }
    // No interrupt: it would close the channel of an archive that others read, too.
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

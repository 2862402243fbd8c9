package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.heredity.data.Preprocessing.Resize;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class BatchesTest {
  private static final Preprocessing PREPROCESSING = new Preprocessing(8, Resize.AUTO);
  private static final Randomness RUN = Randomness.of(11);

  /** Noise images whose reads are counted; image {@code broken} cannot be read. */
  private static final class Noise implements ImageSource {
    private final int size;
    private final int broken;
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();

    Noise(int size, int broken) {
      this.size = size;
      this.broken = broken;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public String id(int index) {
      return "noise/" + index + ".png";
    }

    @Override
    public int label(int index) {
      return index % 3;
    }

    @Override
    public RgbImage read(int index) {
      reads.incrementAndGet();
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      try {
        return noise(index);
      } finally {
        atOnce.decrementAndGet();
      }
    }

    private RgbImage noise(int index) {
      if (index == broken) {
        throw new DataException("image '" + id(index) + "' cannot be decoded");
      }
      byte[] rgb = new byte[3 * 12 * 10];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) Randomness.of(index).bits(i);
      }
      return new RgbImage(12, 10, rgb);
    }
  }

  private static Batches train(
      ImageSource source, int batch, int epoch, int skip, Prefetching prefetching) {
    return Batches.train(source, PREPROCESSING, batch, RUN, epoch, skip, prefetching);
  }

  private static List<Batch> take(Batches batches, int count) {
    List<Batch> taken = new ArrayList<>();
    try (batches) {
      for (int i = 0; i < count; i++) {
        taken.add(batches.next());
      }
    }
    return taken;
  }

  @Test
  void testBatchesAreEveryImageInOrder() {
    Noise source = new Noise(10, -1);
    try (Batches batches = Batches.test(source, PREPROCESSING, 4)) {
      int seen = 0;
      int[] sizes = {4, 4, 2};
      for (int size : sizes) {
        Batch batch = batches.next();
        assertEquals(size, batch.size());
        assertArrayEquals(new long[] {size, 3, 8, 8}, batch.images().shape());
        assertEquals(DataType.FLOAT, batch.images().dataType());
        assertEquals('c', batch.images().ordering());
        assertFalse(batch.images().isAttached());
        float[] expected = new float[size * PREPROCESSING.length()];
        for (int i = 0; i < size; i++, seen++) {
          assertEquals(seen, batch.indices()[i]);
          assertEquals(seen % 3, batch.labels()[i]);
          PREPROCESSING.test(source.read(seen), expected, i * PREPROCESSING.length());
        }
        assertArrayEquals(expected, batch.images().data().asFloat());
      }
      assertFalse(batches.hasNext());
      assertThrows(NoSuchElementException.class, batches::next);
    }
  }

  @Test
  void someImagesInAnyOrder() {
    int[] indices = {7, 2, 2, 9};
    try (Batches batches =
        Batches.test(new Noise(10, 0), indices, PREPROCESSING, 3, Prefetching.standard())) {
      assertArrayEquals(new int[] {7, 2, 2}, batches.next().indices());
      assertArrayEquals(new int[] {9}, batches.next().indices());
      assertFalse(batches.hasNext());
    }
    try (Batches none = Batches.test(new Noise(0, 0), PREPROCESSING, 3)) {
      assertFalse(none.hasNext());
    }
  }

  @Test
  void anEpochIsEveryImageOnceAndOrdersDiffer() {
    List<Batch> batches = take(train(new Noise(11, -1), 4, 0, 0, Prefetching.standard()), 6);
    int[] first = indices(batches.subList(0, 3));
    int[] second = indices(batches.subList(3, 6));
    assertFalse(Arrays.equals(first, second));
    for (int[] epoch : List.of(first, second)) {
      assertArrayEquals(IntStream.range(0, 11).toArray(), Arrays.stream(epoch).sorted().toArray());
    }
    assertEquals(3, batches.get(2).size());
  }

  private static int[] indices(List<Batch> batches) {
    return batches.stream().flatMapToInt(b -> Arrays.stream(b.indices())).toArray();
  }

  @Test
  void threadsCachesAndResumingChangeNothing() {
    List<Batch> expected = take(train(new Noise(11, -1), 4, 0, 0, new Prefetching(1, 1, 0)), 9);
    assertSameBatches(
        expected, take(train(new Noise(11, -1), 4, 0, 0, new Prefetching(4, 6, 1 << 20)), 9));
    assertSameBatches(
        expected.subList(4, 9),
        take(train(new Noise(11, -1), 4, 1, 1, new Prefetching(3, 3, 700)), 5));
    assertSameBatches(
        expected.subList(4, 9),
        take(train(new Noise(11, -1), 4, 0, 4, new Prefetching(2, 8, 0)), 5));
  }

  private static void assertSameBatches(List<Batch> expected, List<Batch> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).indices(), actual.get(i).indices());
      assertArrayEquals(expected.get(i).labels(), actual.get(i).labels());
      assertEquals(expected.get(i).images(), actual.get(i).images());
      assertArrayEquals(
          expected.get(i).images().data().asFloat(), actual.get(i).images().data().asFloat());
    }
  }

  @Test
  void augmentationBelongsToTheImageNotToItsPlace() {
    List<Batch> inFours = take(train(new Noise(8, -1), 4, 2, 0, Prefetching.standard()), 2);
    List<Batch> inOne = take(train(new Noise(8, -1), 8, 2, 0, Prefetching.standard()), 1);
    assertArrayEquals(indices(inFours), indices(inOne));
    float[] whole = inOne.get(0).images().data().asFloat();
    float[] half = inFours.get(1).images().data().asFloat();
    assertArrayEquals(half, Arrays.copyOfRange(whole, half.length, 2 * half.length));
    Batch other =
        take(Batches.train(new Noise(8, -1), PREPROCESSING, 8, Randomness.of(12), 2, 0), 1).get(0);
    assertNotEquals(inOne.get(0).images(), other.images());
  }

  @Test
  void anUnreadableImageSurfacesAtItsBatch() {
    try (Batches batches =
        Batches.test(
            new Noise(10, 5),
            IntStream.range(0, 10).toArray(),
            PREPROCESSING,
            2,
            new Prefetching(3, 4, 0))) {
      batches.next();
      batches.next();
      DataException e = assertThrows(DataException.class, batches::next);
      assertTrue(e.getMessage().contains("noise/5.png"));
      assertSame(e, assertThrows(DataException.class, batches::next));
    }
  }

  @Test
  void atMostTheAgreedNumberOfBatchesIsMadeAhead() throws Exception {
    Noise source = new Noise(100, -1);
    try (Batches batches = train(source, 5, 0, 0, new Prefetching(2, 3, 0))) {
      batches.next();
      Thread.sleep(200);
      assertTrue(source.reads.get() <= 20, source.reads + " images read");
      assertTrue(source.reads.get() >= 5);
    }
  }

  @Test
  void atMostTheAgreedNumberOfThreadsDecodes() {
    for (int threads = 1; threads <= 3; threads++) {
      Noise source = new Noise(600, -1);
      Thread computing = Thread.currentThread();
      ImageSource elsewhere =
          new ImageSource() {
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
              assertNotEquals(computing, Thread.currentThread());
              return source.read(index);
            }
          };
      take(train(elsewhere, 10, 0, 0, new Prefetching(threads, 8, 0)), 50);
      assertTrue(source.mostAtOnce.get() <= threads, source.mostAtOnce + " of " + threads);
    }
  }

  @Test
  void smallSourcesAreDecodedOnce() {
    Noise source = new Noise(20, -1);
    take(train(source, 5, 0, 0, new Prefetching(1, 2, 1 << 20)), 20);
    assertEquals(20, source.reads.get());
    Noise large = new Noise(20, -1);
    take(train(large, 5, 0, 0, new Prefetching(1, 1, 10 * (360 + 64))), 8);
    assertTrue(large.reads.get() >= 30 && large.reads.get() <= 35, large.reads + " reads");
  }

  @Test
  void closingStopsTheThreadsWithoutInterruptingReads() {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    ImageSource slow =
        new ImageSource() {
          @Override
          public int size() {
            return 1000;
          }

          @Override
          public String id(int index) {
            return "slow/" + index;
          }

          @Override
          public int label(int index) {
            return 0;
          }

          @Override
          public RgbImage read(int index) {
            reading.countDown();
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
            }
            return new RgbImage(8, 8, new byte[192]);
          }
        };
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          Batches batches = train(slow, 500, 0, 0, new Prefetching(2, 2, 0));
          reading.await();
          batches.close();
          batches.close();
          assertFalse(batches.hasNext());
          assertThrows(NoSuchElementException.class, batches::next);
        });
    assertEquals(0, interrupted.get());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(t -> t.getName().startsWith("heredity-images") && t.isAlive()));
  }

  @Test
  void releasedMemoryIsUsedAgainAndFilledAnew() {
    List<Batch> expected = take(train(new Noise(11, -1), 4, 0, 0, Prefetching.standard()), 12);
    Set<Long> addresses = new HashSet<>();
    try (Batches batches = train(new Noise(11, -1), 4, 0, 0, new Prefetching(1, 1, 0))) {
      for (Batch batch : expected) {
        Batch again = batches.next();
        assertArrayEquals(batch.images().data().asFloat(), again.images().data().asFloat());
        addresses.add(again.images().data().address());
        batches.release(again);
        batches.release(again);
      }
    }
    // How many are under way at once depends on which thread runs when; without reuse all differ.
    assertTrue(addresses.size() < expected.size(), addresses.size() + " arrays for 12 batches");
    Batch last = expected.get(0);
    Batches closed = train(new Noise(3, -1), 4, 0, 0, Prefetching.standard());
    closed.close();
    closed.release(last);
    assertTrue(last.images().wasClosed());
  }

  @Test
  void argumentsAreChecked() {
    Noise source = new Noise(3, -1);
    assertThrows(DataException.class, () -> Batches.test(source, PREPROCESSING, 0));
    DataException e =
        assertThrows(
            DataException.class,
            () -> Batches.test(source, new Preprocessing(224, Resize.AUTO), 4000));
    assertEquals("the batch size must be 1 to 3566 at image size 224, got 4000", e.getMessage());
    assertThrows(
        DataException.class, () -> Batches.train(new Noise(0, -1), PREPROCESSING, 1, RUN, 0, 0));
    assertThrows(DataException.class, () -> new Prefetching(0, 1, 0));
    assertThrows(DataException.class, () -> new Prefetching(1, 0, 0));
    assertThrows(DataException.class, () -> new Prefetching(1, 1, -1));
    assertEquals(1, new Prefetching(1, 1, 0).threads());
  }
}

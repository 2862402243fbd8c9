package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.heredity.data.MemorySource.Item;
import org.heredity.data.decode.ImageDecoder;
import org.junit.jupiter.api.Test;

class SourcesTest {
  /** As many images of class c as {@code counts[c]}. */
  private static MemorySource source(int... counts) {
    List<Item> items = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        items.add(new Item(label + "/" + i, label, new RgbImage(1, 1, new byte[3])));
      }
    }
    return new MemorySource(items);
  }

  private static Set<String> ids(ImageSource source) {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < source.size(); i++) {
      ids.add(source.id(i));
    }
    return ids;
  }

  @Test
  void aTenthOfEveryClassIsHeldOut() {
    MemorySource source = source(100, 30, 4, 2, 1, 0, 15);
    StratifiedSplit split = StratifiedSplit.of(source, 0.1, Randomness.of(1));
    int[] held = new int[7];
    Arrays.stream(split.heldOut()).forEach(i -> held[source.label(i)]++);
    assertArrayEquals(new int[] {10, 3, 1, 1, 0, 0, 2}, held);
    int[] all =
        IntStream.concat(Arrays.stream(split.retained()), Arrays.stream(split.heldOut()))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 152).toArray(), all);
    assertEquals(17, split.heldOut(source).size());
    assertEquals(135, split.retained(source).size());
  }

  @Test
  void aSplitFollowsFromIdsAndSeed() {
    MemorySource source = source(50, 20);
    int[] reversed = IntStream.range(0, 70).map(i -> 69 - i).toArray();
    SubsetSource other = new SubsetSource(source, reversed);
    Set<String> held = heldOut(source, 3);
    assertEquals(held, heldOut(other, 3));
    assertEquals(14, held.size());
    assertTrue(!held.equals(heldOut(source, 4)));
  }

  private static Set<String> heldOut(ImageSource source, long seed) {
    return ids(StratifiedSplit.of(source, 0.2, Randomness.of(seed)).heldOut(source));
  }

  @Test
  void aLargeShareStillKeepsOneOfEachClass() {
    MemorySource source = source(2, 10);
    StratifiedSplit split = StratifiedSplit.of(source, 0.99, Randomness.of(1));
    assertEquals(
        Set.of(0, 1), Set.of(source.label(split.retained()[0]), source.label(split.retained()[1])));
    for (double share : new double[] {0, 1, -1, Double.NaN}) {
      assertThrows(DataException.class, () -> StratifiedSplit.of(source, share, Randomness.of(1)));
    }
  }

  @Test
  void aSubsetKeepsIdsAndLabels() {
    MemorySource source = source(2, 2);
    int[] indices = {3, 0, 3};
    SubsetSource subset = new SubsetSource(source, indices);
    indices[0] = 1;
    assertEquals(3, subset.size());
    assertEquals("1/1", subset.id(0));
    assertEquals(1, subset.label(2));
    assertEquals(3, subset.indexInWhole(0));
    assertSame(source.read(0), subset.read(1));
    assertThrows(IndexOutOfBoundsException.class, () -> new SubsetSource(source, new int[] {4}));
  }

  @Test
  void aCacheKeepsWhatFits() {
    MemorySource source = source(1);
    ImageSource fresh =
        new ImageSource() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public String id(int index) {
            return source.id(0);
          }

          @Override
          public int label(int index) {
            return 0;
          }

          @Override
          public RgbImage read(int index) {
            return new RgbImage(10, 1, new byte[30]);
          }
        };
    CachedSource cached = new CachedSource(fresh, 100);
    assertSame(cached.read(1), cached.read(1));
    assertNotSame(cached.read(0), cached.read(0));
    assertThrows(DataException.class, () -> new CachedSource(fresh, -1));
    assertEquals(0, cached.label(0));
    assertEquals("0/0", cached.id(1));
  }

  @Test
  void unreadableImagesAreLeftOutAndNamed() {
    ImageDecoder decoder = new ImageDecoder();
    byte[] whole = Expected.bytes("images/420.jpg");
    ImageSource files =
        new ImageSource() {
          @Override
          public int size() {
            return 5;
          }

          @Override
          public String id(int index) {
            return index + ".jpg";
          }

          @Override
          public int label(int index) {
            return index;
          }

          @Override
          public RgbImage read(int index) {
            return decoder.decode(index == 2 ? Arrays.copyOf(whole, 300) : whole, id(index));
          }
        };
    ReadableImages readable = ReadableImages.of(files);
    assertEquals(Set.of("0.jpg", "1.jpg", "3.jpg", "4.jpg"), ids(readable.source()));
    assertEquals(1, readable.skipped().size());
    assertTrue(readable.skipped().get(0).startsWith("image '2.jpg' cannot be decoded"));
  }

  @Test
  void labelsAreChecked() {
    RgbImage image = new RgbImage(1, 1, new byte[3]);
    assertThrows(DataException.class, () -> new Item("a", -1, image));
  }
}

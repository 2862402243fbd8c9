package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomnessTest {
  @Test
  void bitsAreSplitMix64s() {
    // The published test vector for seed 1234567, and the first numbers of seed 0.
    Randomness stream = Randomness.of(1234567);
    assertEquals(Long.parseUnsignedLong("6457827717110365317"), stream.bits(0));
    assertEquals(Long.parseUnsignedLong("3203168211198807973"), stream.bits(1));
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), stream.bits(2));
    assertEquals(0xE220A8397B1DCDAFL, Randomness.of(0).bits(0));
    assertEquals(0x06C45D188009454FL, Randomness.of(0).bits(2));
  }

  @Test
  void namesAreHashedAsFnv1a() {
    assertEquals(0xCBF29CE484222325L, Randomness.fnv1a(""));
    assertEquals(0xAF63DC4C8601EC8CL, Randomness.fnv1a("a"));
    assertEquals(0x1EBBAE8F5810B65BL, Randomness.fnv1a("input"));
    // UTF-8: e with acute accent is the bytes C3 A9.
    assertNotEquals(Randomness.fnv1a("e"), Randomness.fnv1a("\u00e9"));
  }

  @Test
  void uniformReproducesTheFormulaOfTheReferenceValues() {
    // u_i = (splitmix64(fnv1a(name) + seed + (i+1) * golden) >> 40) / 2^24, computed with NumPy.
    assertUniform("input", 1, 0.14747858047485352f, 0.1818612813949585f, 0.11807435750961304f);
    assertUniform("conv1.weight", 7, 0.36894679069519043f, 0.9106684327125549f, 0.269381046295166f);
    assertUniform("", 0, 0.7636945247650146f, 0.06269609928131104f, 0.33111029863357544f);
  }

  private static void assertUniform(String name, long seed, float... expected) {
    Randomness stream = Randomness.of(Randomness.fnv1a(name) + seed);
    float[] drawn = new float[expected.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = stream.uniform(i);
    }
    assertArrayEquals(expected, drawn);
  }

  @Test
  void namedAndNumberedStreamsDiffer() {
    Randomness seed = Randomness.of(5);
    Set<Long> first = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      first.add(seed.at(i).bits(0));
      first.add(seed.at("image" + i).bits(0));
      first.add(seed.at(i).at(1).bits(0));
      first.add(Randomness.of(i + 1000).bits(0));
    }
    assertEquals(4000, first.size());
    assertEquals(seed.at("a").at(3).bits(7), Randomness.of(5).at("a").at(3).bits(7));
  }

  @Test
  void uniformIsFlatAndGaussianHasUnitVariance() {
    Randomness stream = Randomness.of(9);
    int n = 20_000;
    int[] bins = new int[10];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      bins[(int) (10 * stream.uniformDouble(i))]++;
      double g = stream.gaussian(i);
      sum += g;
      squares += g * g;
    }
    // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand.
    double chi =
        Arrays.stream(bins).mapToDouble(b -> (b - n / 10.0) * (b - n / 10.0)).sum() * 10 / n;
    assertTrue(chi < 27.9, "chi-square " + chi);
    assertEquals(0, sum / n, 0.03);
    assertEquals(1, squares / n, 0.05);
  }

  @Test
  void permutationsHoldEveryIndexOnceAndAreEquallyLikely() {
    assertArrayEquals(new int[0], Randomness.of(1).permutation(0));
    int[] sorted = Randomness.of(1).permutation(1000);
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, 1000).toArray(), sorted);
    int[] counts = new int[27];
    for (int i = 0; i < 6000; i++) {
      int[] p = Randomness.of(2).at(i).permutation(3);
      counts[9 * p[0] + 3 * p[1] + p[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, seen.length);
    for (int count : seen) {
      assertEquals(1000, count, 120);
    }
  }
}

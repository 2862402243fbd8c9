package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.heredity.data.Randomness;
import org.heredity.reengineering.modular.Composer.Candidate;
import org.heredity.reengineering.modular.Composer.Composition;
import org.junit.jupiter.api.Test;

class ComposerTest {
  /** Images of the classes 0, 0, 1, 2. */
  private static final int[] LABELS = {0, 0, 1, 2};

  private static BitSet bits(int... on) {
    BitSet bits = new BitSet();
    for (int bit : on) {
      bits.set(bit);
    }
    return bits;
  }

  private static Candidate candidate(BitSet kernels, float... scores) {
    return new Candidate(scores, kernels);
  }

  private static final List<List<Candidate>> CANDIDATES =
      List.of(
          List.of(
              candidate(bits(0, 1), 5, 4, 0, 0),
              // Takes the image of class 2 away.
              candidate(bits(0, 3), 5, 4, 0, 9)),
          List.of(candidate(bits(1, 2), 1, 1, 3, 1)),
          List.of(
              candidate(bits(0, 1), 0, 0, 0, 2),
              // Takes an image of class 0 away.
              candidate(bits(4, 5, 6), 0, 8, 0, 2)));

  @Test
  void modulesDifferByTheKernelsOnlyOneHas() {
    assertEquals(1 - 1 / 3.0, Composer.difference(bits(0, 1), bits(1, 2)), 1e-12);
    assertEquals(0, Composer.difference(bits(), bits()));
    assertEquals(1, Composer.difference(bits(1), bits(2)));
  }

  /** All four compositions by hand, whatever the order in which classes are joined. */
  @Test
  void compositionsAreJudgedByAccuracyAndDifference() {
    for (int seed = 0; seed < 6; seed++) {
      List<Composition> found =
          new ArrayList<>(new Composer(LABELS, 0.9).compose(CANDIDATES, Randomness.of(seed)));
      found.sort(Comparator.comparingInt(c -> 2 * c.members()[0] + c.members()[2]));
      assertEquals(4, found.size(), "seed " + seed);
      double[] accuracies = {1, 0.75, 0.75, 0.5};
      // Pairs 0-1, 0-2 and 1-2.
      double[] differences = {
        2 / 3.0 + 0 + 2 / 3.0, 2 / 3.0 + 1 + 1, 1 + 2 / 3.0 + 2 / 3.0, 1 + 1 + 1
      };
      for (int c = 0; c < 4; c++) {
        Composition one = found.get(c);
        assertArrayEquals(new int[] {c / 2, 0, c % 2}, one.members());
        assertEquals(accuracies[c], one.accuracy(), 1e-12, "composition " + c);
        assertEquals(differences[c] / 3, one.difference(), 1e-12, "composition " + c);
        assertEquals(0.9 * accuracies[c] + 0.1 * differences[c] / 3, one.score(0.9), 1e-12);
      }
    }
  }

  @Test
  void atMostFiveHundredAccurateOnesGoOn() {
    List<Candidate> first = new ArrayList<>();
    List<Candidate> second = new ArrayList<>();
    for (int c = 0; c < 30; c++) {
      first.add(candidate(bits(c), 1, 0));
      second.add(candidate(bits(c), 0, c < 10 ? 2 : -1));
    }
    int[] labels = {0, 1};
    // 300 pairs are right, 600 are not accurate enough.
    assertEquals(
        300, new Composer(labels, 0.9).compose(List.of(first, second), Randomness.of(1)).size());
    List<Candidate> good = second.subList(0, 1);
    // Too few are accurate, so the best fifty go on.
    List<Candidate> bad = new ArrayList<>(second.subList(10, 30));
    bad.addAll(good);
    List<Composition> left =
        new Composer(labels, 0.9).compose(List.of(first, bad), Randomness.of(1));
    assertEquals(50, left.size());
    assertEquals(30, left.stream().filter(c -> c.accuracy() == 1).count());
    List<Candidate> all = new ArrayList<>();
    for (int c = 0; c < 30; c++) {
      all.add(candidate(bits(c), 0, 2));
    }
    assertEquals(
        500, new Composer(labels, 0.9).compose(List.of(first, all), Randomness.of(1)).size());
  }
}

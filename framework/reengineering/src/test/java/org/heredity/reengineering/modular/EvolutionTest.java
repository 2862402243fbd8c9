package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.config.Settings;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;

class EvolutionTest {
  private static CnnSplitter.Settings settings(Map<String, Object> values) {
    return Settings.bind(CnnSplitter.Settings.class, values, "");
  }

  private static int on(boolean[] genes, int from, int to) {
    int sum = 0;
    for (int g = from; g < to; g++) {
      sum += genes[g] ? 1 : 0;
    }
    return sum;
  }

  @Test
  void groupsAreByImportanceAndOfEvenSize() {
    double[] importance = new double[23];
    for (int c = 0; c < importance.length; c++) {
      importance[c] = c % 5;
    }
    KernelGroups groups = new KernelGroups(new double[][] {importance, {3, 9, 5}});
    assertArrayEquals(new int[] {10, 3}, groups.sizes());
    boolean[] genes = new boolean[13];
    genes[0] = true;
    genes[11] = true;
    boolean[][] kernels = groups.kernels(genes);
    // 23 kernels make three groups of 3 and seven of 2; 4, 9 and 14 are the first that have 4.
    Set<Integer> first = new TreeSet<>();
    for (int c = 0; c < 23; c++) {
      if (kernels[0][c]) {
        first.add(c);
      }
    }
    assertEquals(Set.of(4, 9, 14), first);
    assertArrayEquals(new boolean[] {false, false, true}, kernels[1]);
    assertEquals(100, new KernelGroups(new double[][] {new double[256]}).sizes()[0]);
    assertEquals(10, new KernelGroups(new double[][] {new double[255]}).sizes()[0]);
  }

  @Test
  void sensitivePlacesStartWithMoreAndImportantGroupsAreLikelier() {
    Evolution evolution =
        new Evolution(
            new int[] {10, 10}, new boolean[] {true, false}, settings(Map.of("population", 400)));
    Set<Integer> sensitive = new TreeSet<>();
    Set<Integer> other = new TreeSet<>();
    int first = 0;
    int last = 0;
    for (boolean[] genes : evolution.start(Randomness.of(1))) {
      sensitive.add(on(genes, 0, 10));
      other.add(on(genes, 10, 20));
      first += genes[10] ? 1 : 0;
      last += genes[19] ? 1 : 0;
    }
    assertEquals(Set.of(6, 7, 8), sensitive);
    assertEquals(Set.of(4, 5, 6, 7), other);
    assertTrue(first > last + 60, first + " of 400 have the first group, " + last + " the last");
  }

  @Test
  void theBestStayAndTheOthersAreTheirChildren() {
    Evolution evolution =
        new Evolution(
            new int[] {40},
            new boolean[] {false},
            settings(Map.of("population", 6, "parents", 2, "elite", 1, "mutation", 0)));
    boolean[] zeros = new boolean[40];
    boolean[] ones = new boolean[40];
    Arrays.fill(ones, true);
    List<boolean[]> population =
        List.of(new boolean[40], zeros, new boolean[40], ones, new boolean[40], new boolean[40]);
    List<boolean[]> next =
        evolution.next(population, new double[] {0, 2, 0, 3, 0, 0}, Randomness.of(1));
    assertEquals(6, next.size());
    assertSame(ones, next.get(0));
    for (boolean[] child : next.subList(1, 6)) {
      int changes = 0;
      for (int g = 1; g < 40; g++) {
        changes += child[g] != child[g - 1] ? 1 : 0;
      }
      assertTrue(changes <= 1, "cut once, " + Arrays.toString(child));
    }
    assertTrue(next.stream().anyMatch(child -> on(child, 0, 40) % 40 != 0));
  }

  @Test
  void aTwentiethOfTheGenesMutates() {
    Evolution evolution =
        new Evolution(
            new int[] {100},
            new boolean[] {false},
            settings(Map.of("population", 3, "parents", 2, "elite", 1)));
    List<boolean[]> population = List.of(new boolean[100], new boolean[100], new boolean[100]);
    List<boolean[]> next = evolution.next(population, new double[3], Randomness.of(1));
    assertEquals(0, on(next.get(0), 0, 100));
    assertEquals(5, on(next.get(1), 0, 100));
    assertEquals(5, on(next.get(2), 0, 100));
  }
}

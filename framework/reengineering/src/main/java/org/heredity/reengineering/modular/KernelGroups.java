package org.heredity.reengineering.modular;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A class's kernels by importance, in groups that CNNSplitter switches on and off together: 10 a
 * place with fewer than 256 kernels, 100 otherwise, the most important first. Immutable.
 */
final class KernelGroups {
  private static final int WIDE = 256;
  private static final int FEW = 10;
  private static final int MANY = 100;

  /** By place, group and position, a channel. */
  private final int[][][] groups;

  private final int[] channels;

  /**
   * Sorts and divides.
   *
   * @param importance by place and channel; of equal ones the first comes first
   */
  KernelGroups(double[][] importance) {
    groups = new int[importance.length][][];
    channels = new int[importance.length];
    for (int p = 0; p < importance.length; p++) {
      double[] own = importance[p];
      channels[p] = own.length;
      int[] order =
          IntStream.range(0, own.length)
              .boxed()
              .sorted(Comparator.comparingDouble(c -> -own[c]))
              .mapToInt(Integer::intValue)
              .toArray();
      groups[p] = divide(order, Math.min(own.length, own.length < WIDE ? FEW : MANY));
    }
  }

  /** Into parts whose sizes differ by one at most, the larger first. */
  private static int[][] divide(int[] order, int parts) {
    int[][] divided = new int[parts][];
    int from = 0;
    for (int g = 0; g < parts; g++) {
      int size = order.length / parts + (g < order.length % parts ? 1 : 0);
      divided[g] = Arrays.copyOfRange(order, from, from + size);
      from += size;
    }
    return divided;
  }

  /** Groups of each place: how many genes it has. */
  int[] sizes() {
    return Arrays.stream(groups).mapToInt(place -> place.length).toArray();
  }

  /**
   * By place and channel whether a kernel is on.
   *
   * @param genes by group, place by place
   */
  boolean[][] kernels(boolean[] genes) {
    boolean[][] kernels = new boolean[groups.length][];
    int gene = 0;
    for (int p = 0; p < groups.length; p++) {
      kernels[p] = new boolean[channels[p]];
      for (int[] group : groups[p]) {
        for (int channel : group) {
          kernels[p][channel] = genes[gene];
        }
        gene++;
      }
    }
    return kernels;
  }

  /** How many genes the places have together. */
  static int genes(List<KernelGroups> classes) {
    return Arrays.stream(classes.get(0).sizes()).sum();
  }
}

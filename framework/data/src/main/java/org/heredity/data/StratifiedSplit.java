package org.heredity.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A share of every class set aside. Which images follows from the randomness and their ids, not
 * from their order. Of a class with two images or more at least one is on each side; a class of one
 * image keeps it.
 *
 * @param kept indices into the source that stay, ascending
 * @param heldOut indices into the source that are set aside, ascending
 */
public record StratifiedSplit(int[] kept, int[] heldOut) {
  /**
   * Splits {@code source}.
   *
   * @param share of each class to set aside, rounded to whole images; above 0 and below 1
   */
  public static StratifiedSplit of(ImageSource source, double share, Randomness randomness) {
    if (!(share > 0 && share < 1)) {
      throw new DataException("the held-out share must be above 0 and below 1, got " + share);
    }
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < source.size(); i++) {
      classes.computeIfAbsent(source.label(i), label -> new ArrayList<>()).add(i);
    }
    boolean[] held = new boolean[source.size()];
    int total = 0;
    for (List<Integer> members : classes.values()) {
      int count = Math.toIntExact(Math.round(members.size() * share));
      count = Math.min(Math.max(count, 1), members.size() - 1);
      members.sort(
          Comparator.comparingLong((Integer i) -> randomness.at(source.id(i)).bits(0))
              .thenComparing(i -> source.id(i)));
      for (int i : members.subList(0, count)) {
        held[i] = true;
      }
      total += count;
    }
    int[] kept = new int[source.size() - total];
    int[] heldOut = new int[total];
    for (int i = 0, k = 0, h = 0; i < held.length; i++) {
      if (held[i]) {
        heldOut[h++] = i;
      } else {
        kept[k++] = i;
      }
    }
    return new StratifiedSplit(kept, heldOut);
  }

  /** The images that stay. */
  public SubsetSource kept(ImageSource source) {
    return new SubsetSource(source, kept);
  }

  /** The images that are set aside. */
  public SubsetSource heldOut(ImageSource source) {
    return new SubsetSource(source, heldOut);
  }
}

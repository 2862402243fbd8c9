package org.heredity.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A share of every class set aside. Which images follows from the randomness and their ids, not
 * from their order. Of a class with two images or more at least one is on each side; a class of one
 * image keeps it.
 *
 * @param retained indices into the source that stay, ascending
 * @param heldOut indices into the source that are set aside, ascending
 */
public record StratifiedSplit(int[] retained, int[] heldOut) {
  /**
   * Splits {@code source}; those of the smallest random numbers, from (randomness, id), are set
   * aside.
   *
   * @param share of each class to set aside, rounded to whole images; above 0 and below 1
   */
  public static StratifiedSplit of(ImageSource source, double share, Randomness randomness) {
    int[] labels = new int[source.size()];
    Arrays.setAll(labels, source::label);
    String[] ids = new String[source.size()];
    Arrays.setAll(ids, source::id);
    return of(labels, ids, share, id -> randomness.at(id).bits(0));
  }

  /**
   * Splits labelled ids; those of the smallest ranks are set aside.
   *
   * @param share of each class to set aside, rounded to whole images; above 0 and below 1
   * @param rank of an id; equal ranks are told apart by the id
   */
  public static StratifiedSplit of(
      int[] labels, String[] ids, double share, ToLongFunction<String> rank) {
    if (!(share > 0 && share < 1)) {
      throw new DataException("the held-out share must be above 0 and below 1, got " + share);
    }
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      classes.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
    }
    boolean[] held = new boolean[labels.length];
    int total = 0;
    for (List<Integer> members : classes.values()) {
      int count = Math.toIntExact(Math.round(members.size() * share));
      count = Math.min(Math.max(count, 1), members.size() - 1);
      members.sort(
          Comparator.comparingLong((Integer i) -> rank.applyAsLong(ids[i]))
              .thenComparing(i -> ids[i]));
      for (int i : members.subList(0, count)) {
        held[i] = true;
      }
      total += count;
    }
    int[] rest = new int[labels.length - total];
    int[] heldOut = new int[total];
    for (int i = 0, r = 0, h = 0; i < held.length; i++) {
      if (held[i]) {
        heldOut[h++] = i;
      } else {
        rest[r++] = i;
      }
    }
    return new StratifiedSplit(rest, heldOut);
  }

  /** The images that stay. */
  public SubsetSource retained(ImageSource source) {
    return new SubsetSource(source, retained);
  }

  /** The images that are set aside. */
  public SubsetSource heldOut(ImageSource source) {
    return new SubsetSource(source, heldOut);
  }
}

package org.heredity.compact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans which array a value lies in. One that is no longer read makes room for another of the same
 * layout, whose zeros lie in the same places, or, where arrays are large, of any layout.
 */
final class Memory {
  /** Up to so many floats an array is for one layout alone. */
  private static final long SMALL = 1 << 21;

  private final List<Slot> slots = new ArrayList<>();
  private final List<Slot> free = new ArrayList<>();

  /** An array to be. */
  static final class Slot {
    private final int index;
    private final Set<Layout> layouts = new HashSet<>();

    private Slot(int index) {
      this.index = index;
    }

    /** Where among the arrays. */
    int index() {
      return index;
    }

    /** Whether what is around a channel may be something else than zeros. */
    boolean mixed() {
      return layouts.size() > 1;
    }

    private long length() {
      return layouts.stream().mapToLong(Layout::length).max().orElse(0);
    }
  }

  /** Room for a value. */
  Slot take(Layout layout) {
    Slot found = null;
    for (Slot slot : free) {
      boolean large = layout.length() > SMALL && slot.length() >= layout.length();
      if (slot.layouts.contains(layout) && !slot.mixed()) {
        found = slot;
        break;
      }
      if (large && (found == null || slot.length() < found.length())) {
        found = slot;
      }
    }
    if (found == null) {
      found = new Slot(slots.size());
      slots.add(found);
    }
    free.remove(found);
    found.layouts.add(layout);
    return found;
  }

  /** Gives room back. */
  void release(Slot slot) {
    free.add(slot);
  }

  /**
   * The arrays.
   *
   * @param behind floats behind the last value of each
   */
  float[][] allocate(int behind) {
    float[][] arrays = new float[slots.size()][];
    for (Slot slot : slots) {
      arrays[slot.index] = new float[Math.toIntExact(slot.length() + behind)];
    }
    return arrays;
  }
}

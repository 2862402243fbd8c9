package org.heredity.pipeline.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.data.ImageSource;

/** A few images of all classes. */
public final class BalancedSample {
  private BalancedSample() {}

  /**
   * The first image of every class in turn, then the second, and so on.
   *
   * @return up to {@code count} indices into {@code source}
   */
  public static int[] of(ImageSource source, int count) {
    Map<Integer, List<Integer>> byClass = new LinkedHashMap<>();
    for (int i = 0; i < source.size(); i++) {
      byClass.computeIfAbsent(source.label(i), label -> new ArrayList<>()).add(i);
    }
    List<Integer> chosen = new ArrayList<>();
    for (int round = 0; chosen.size() < Math.min(count, source.size()); round++) {
      for (List<Integer> members : byClass.values()) {
        if (round < members.size() && chosen.size() < count) {
          chosen.add(members.get(round));
        }
      }
    }
    return chosen.stream().mapToInt(i -> i).toArray();
  }
}

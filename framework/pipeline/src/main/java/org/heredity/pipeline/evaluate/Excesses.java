package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.metric.Bootstrap;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Excess;
import org.heredity.data.Randomness;

/**
 * How much of a DIR is more than what a control has: noise of the same epsilon, or a network that
 * was trained from random weights and saw nothing of the teacher. Remembers what students predict;
 * not thread-safe.
 */
public final class Excesses {
  private record Where(String target, String attack) {}

  private record Student(String method, long seed) {}

  private final Map<Where, Map<Student, Outcomes>> measured = new LinkedHashMap<>();
  private final long seed;

  /**
   * Nothing is known yet.
   *
   * @param seed of bootstraps
   */
  public Excesses(long seed) {
    this.seed = seed;
  }

  /** Notes what the student of a cell predicts. */
  public void add(CellResult cell, Outcomes outcomes) {
    measured
        .computeIfAbsent(new Where(cell.target(), cell.attack()), where -> new LinkedHashMap<>())
        .put(new Student(cell.method(), cell.seed()), outcomes);
  }

  /**
   * The cells, with their excess over the floor where there is one: the floor's student of the same
   * seed, else its first.
   *
   * @param floors names of the methods that train from random weights
   */
  public List<CellResult> overFloor(List<CellResult> cells, Set<String> floors) {
    List<CellResult> with = new ArrayList<>();
    for (CellResult cell : cells) {
      Map<Student, Outcomes> students =
          measured.getOrDefault(new Where(cell.target(), cell.attack()), Map.of());
      Outcomes own = students.get(new Student(cell.method(), cell.seed()));
      Outcomes floor =
          own == null || floors.contains(cell.method()) ? null : floor(cell, students, floors);
      with.add(
          floor == null
              ? cell
              : cell.withFloor(of(own, floor, Randomness.of(seed).at("excess over floor"))));
    }
    return with;
  }

  private static Outcomes floor(
      CellResult cell, Map<Student, Outcomes> students, Set<String> floors) {
    Outcomes first = null;
    for (Map.Entry<Student, Outcomes> student : students.entrySet()) {
      if (floors.contains(student.getKey().method())) {
        if (student.getKey().seed() == cell.seed()) {
          return student.getValue();
        }
        first = first == null ? student.getValue() : first;
      }
    }
    return first;
  }

  /** The difference of two DIRs on the same images, with a bootstrap over these. */
  static Excess of(Outcomes one, Outcomes control, Randomness randomness) {
    double value = one.dir() - control.dir();
    if (Double.isNaN(value)) {
      return new Excess(value, null);
    }
    int images = one.images();
    double[] distribution =
        Bootstrap.distribution(
            draws -> {
              int[] counts = new int[4];
              for (int k = 0; k < images; k++) {
                int i = Bootstrap.index(draws, k, images);
                counts[0] += one.correct(i) ? 1 : 0;
                counts[1] += one.inherited(i) ? 1 : 0;
                counts[2] += control.correct(i) ? 1 : 0;
                counts[3] += control.inherited(i) ? 1 : 0;
              }
              return (double) counts[1] / counts[0] - (double) counts[3] / counts[2];
            },
            randomness);
    return new Excess(value, Bootstrap.interval(distribution));
  }
}

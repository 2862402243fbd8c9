package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.metric.Bootstrap;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Excess;
import org.heredity.data.Randomness;
import org.heredity.pipeline.evaluate.PairedTests.Metric;

/**
 * How much of a DIR is more than what a control has: noise of the same epsilon, or a network that
 * was trained from random weights and saw nothing of the teacher. Remembers what students predict;
 * not thread-safe.
 */
public final class Excesses {
  private record Where(String target, String attack) {}

  private record Student(String method, long seed) {}

  /** Equal if they are the same arrays. */
  private record Pair(Outcomes own, Outcomes floor) {}

  /** What was computed, for a suite's cells are asked for again after every student. */
  private final Map<Pair, Excess> overFloor = new HashMap<>();

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
              : cell.withFloor(overFloor.computeIfAbsent(new Pair(own, floor), this::over)));
    }
    return with;
  }

  private Excess over(Pair pair) {
    return of(pair.own(), pair.floor(), Randomness.of(seed).at("excess over floor"));
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
              int[] drawn = PairedTests.draw(draws, images, images);
              return PairedTests.value(Metric.DIR, one, drawn)
                  - PairedTests.value(Metric.DIR, control, drawn);
            },
            randomness);
    return new Excess(value, Bootstrap.interval(distribution));
  }
}

package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a search for kernels stands between two generations. Immutable.
 *
 * @param population by class its chromosomes
 * @param best by class the chromosome of the best composition so far
 * @param score of that composition; -1 before the first
 * @param accuracy of the best composition of the last generation; 1 before the first
 * @param withoutGain generations since the best one
 * @param points one a generation
 */
record SearchState(
    List<List<boolean[]>> population,
    List<boolean[]> best,
    double score,
    double accuracy,
    int withoutGain,
    List<CurvePoint> points) {
  private static final String POPULATION = "population.";
  private static final String BEST = "best";
  private static final String NUMBERS = "numbers";
  private static final String POINTS = "points";
  private static final int NUMBERS_BEFORE = 3;
  private static final String STAGE = "kernel-search";

  /** Before the first generation. */
  static SearchState start(int classes, IntFunction<List<boolean[]>> first) {
    List<List<boolean[]>> population = IntStream.range(0, classes).mapToObj(first).toList();
    List<boolean[]> best = population.stream().map(chromosomes -> chromosomes.get(0)).toList();
    return new SearchState(population, best, -1, 1, 0, List.of());
  }

  int generation() {
    return points.size();
  }

  /**
   * After another generation.
   *
   * @param next population
   * @param members by class the chromosome of this generation's best composition
   * @param bestScore of it
   * @param bestAccuracy of it
   */
  SearchState next(
      List<List<boolean[]>> next,
      int[] members,
      double bestScore,
      double bestAccuracy,
      CurvePoint point) {
    boolean better = bestScore > score;
    List<boolean[]> bestNow =
        better
            ? IntStream.range(0, members.length)
                .mapToObj(c -> population.get(c).get(members[c]))
                .toList()
            : best;
    List<CurvePoint> all = new ArrayList<>(points);
    all.add(point);
    return new SearchState(
        next,
        bestNow,
        better ? bestScore : score,
        bestAccuracy,
        better ? 0 : withoutGain + 1,
        List.copyOf(all));
  }

  /** For {@link #of}; the caller's. */
  StateDict tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (int c = 0; c < population.size(); c++) {
      tensors.put(POPULATION + c, array(population.get(c)));
    }
    tensors.put(BEST, array(best));
    tensors.put(NUMBERS, Nd4j.createFromArray(new double[] {score, accuracy, withoutGain}));
    double[] curve = new double[2 * points.size() + 1];
    for (int p = 0; p < points.size(); p++) {
      curve[2 * p] = points.get(p).accuracy();
      curve[2 * p + 1] = points.get(p).weightsKept();
    }
    tensors.put(POINTS, Nd4j.createFromArray(curve));
    return StateDict.of(tensors);
  }

  private static INDArray array(List<boolean[]> rows) {
    float[] values = new float[rows.size() * rows.get(0).length];
    int at = 0;
    for (boolean[] row : rows) {
      for (boolean gene : row) {
        values[at++] = gene ? 1 : 0;
      }
    }
    return Floats.array(values, rows.size(), rows.get(0).length);
  }

  /** From what {@link #tensors} gave. */
  static SearchState of(StateDict tensors) {
    List<List<boolean[]>> population = new ArrayList<>();
    for (int c = 0; tensors.contains(POPULATION + c); c++) {
      population.add(rows(tensors.get(POPULATION + c)));
    }
    INDArray numbers = tensors.get(NUMBERS);
    INDArray curve = tensors.get(POINTS);
    if (numbers.length() != NUMBERS_BEFORE || numbers.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException("no state of a search for kernels: " + numbers);
    }
    List<CurvePoint> points = new ArrayList<>();
    for (int p = 0; p < curve.length() / 2; p++) {
      points.add(
          new CurvePoint(
              STAGE, p + 1, Double.NaN, curve.getDouble(2L * p), curve.getDouble(2L * p + 1)));
    }
    return new SearchState(
        population,
        rows(tensors.get(BEST)),
        numbers.getDouble(0),
        numbers.getDouble(1),
        numbers.getInt(2),
        points);
  }

  private static List<boolean[]> rows(INDArray array) {
    List<boolean[]> rows = new ArrayList<>();
    for (float[] row : Floats.rows(array)) {
      boolean[] genes = new boolean[row.length];
      for (int g = 0; g < row.length; g++) {
        genes[g] = row[g] > 0;
      }
      rows.add(genes);
    }
    return rows;
  }
}

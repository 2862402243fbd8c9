package org.heredity.api.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a loop is: all that it needs to resume after an interruption, beside the learner's state.
 */
final class LoopState {
  private static final String COUNTERS = "counters";
  private static final String POINTS = "points";
  private static final String LOOP = "loop";
  private static final String BEST = "best";
  private static final String LEARNER = "learner";
  private static final int POINT = 4;

  int step;
  double lossSum;
  int lossCount;
  double bestScore = Double.NaN;
  int withoutGain;
  StateDict best;
  boolean finished;
  final List<CurvePoint> points = new ArrayList<>();

  /**
   * Everything, for a checkpoint.
   *
   * @param learner what the learner needs
   * @param scope owns what is made here
   */
  StateDict save(StateDict learner, Scope scope) {
    double[] counters = {step, lossSum, lossCount, bestScore, withoutGain, finished ? 1 : 0};
    double[] curve = new double[points.size() * POINT];
    for (int i = 0; i < points.size(); i++) {
      CurvePoint point = points.get(i);
      curve[i * POINT] = point.step();
      curve[i * POINT + 1] = point.loss();
      curve[i * POINT + 2] = point.accuracy();
      curve[i * POINT + 3] = point.weightsKept();
    }
    Map<String, INDArray> loop = new LinkedHashMap<>();
    loop.put(COUNTERS, Nd4j.createFromArray(counters));
    if (curve.length > 0) {
      loop.put(POINTS, Nd4j.createFromArray(curve));
    }
    Groups groups = new Groups().put(LOOP, scope.own(StateDict.of(loop))).put(LEARNER, learner);
    return (best == null ? groups : groups.put(BEST, best)).join();
  }

  /** Frees the best result; there is none after it. */
  void releaseBest() {
    if (best != null) {
      best.release();
      best = null;
    }
  }

  /** Reads what {@link #save} wrote, and restores the learner. */
  static LoopState restore(StateDict saved, String stage, Learner learner) {
    StateDict loop = Groups.get(saved, LOOP);
    double[] counters = loop.get(COUNTERS).toDoubleVector();
    LoopState state = new LoopState();
    state.step = (int) counters[0];
    state.lossSum = counters[1];
    state.lossCount = (int) counters[2];
    state.bestScore = counters[3];
    state.withoutGain = (int) counters[4];
    state.finished = counters[5] != 0;
    if (loop.contains(POINTS)) {
      double[] curve = loop.get(POINTS).toDoubleVector();
      for (int i = 0; i < curve.length; i += POINT) {
        state.points.add(
            new CurvePoint(stage, (int) curve[i], curve[i + 1], curve[i + 2], curve[i + 3]));
      }
    }
    StateDict best = Groups.get(saved, BEST);
    state.best = best.size() == 0 ? null : best;
    learner.restore(Groups.get(saved, LEARNER));
    return state;
  }
}

package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.StageTime;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.student.StudentMaker;

/** Puts together what was measured of a student under one attack. */
public final class Cells {
  private Cells() {}

  /**
   * A cell that was measured.
   *
   * @param digest of the student's tensors
   * @param log how the student was made
   * @param sweep the DIR at other epsilons; empty if not measured
   * @param set index of the attack's set within the predictions
   * @param file the student's checkpoint, relative to the suite's folder
   */
  public static CellResult of(
      TargetWork target,
      String method,
      long seed,
      String attack,
      String digest,
      StudentMaker.Log log,
      Predictions predictions,
      int set,
      List<BudgetPoint> sweep,
      String file) {
    Outcomes outcomes = predictions.adversarial(set);
    List<StageTime> stages = new ArrayList<>(log.stages());
    stages.add(new StageTime("evaluate", predictions.seconds(), false));
    double seconds =
        stages.stream().filter(stage -> !stage.shared()).mapToDouble(StageTime::seconds).sum();
    int correct = outcomes.correct();
    return new CellResult(
        target.name(),
        method,
        seed,
        attack,
        outcomes.acc(),
        correct,
        outcomes.images(),
        WilsonInterval.of(correct, outcomes.images()),
        outcomes.dir(),
        outcomes.inherited(),
        correct,
        WilsonInterval.of(outcomes.inherited(), correct),
        outcomes.error(),
        predictions.rounded(set).dir(),
        predictions.noise(set).dir(),
        retained(log.distance().layers()),
        log.distance().whole(),
        seconds,
        stages,
        log.distance().layers(),
        log.curve(),
        perClass(outcomes, target.dataset().classes()),
        sweep,
        digest,
        file,
        null);
  }

  private static double retained(List<LayerWeights> layers) {
    long retained = layers.stream().mapToLong(LayerWeights::kept).sum();
    long total = layers.stream().mapToLong(LayerWeights::total).sum();
    return total == 0 ? Double.NaN : (double) retained / total;
  }

  /** The figures of every class, in the order of {@code classes}. */
  static List<ClassResult> perClass(Outcomes outcomes, List<String> classes) {
    int[] images = new int[classes.size()];
    int[] correct = new int[classes.size()];
    int[] inherited = new int[classes.size()];
    for (int i = 0; i < outcomes.images(); i++) {
      int label = outcomes.labels()[i];
      images[label]++;
      correct[label] += outcomes.correct(i) ? 1 : 0;
      inherited[label] += outcomes.inherited(i) ? 1 : 0;
    }
    List<ClassResult> results = new ArrayList<>();
    for (int k = 0; k < images.length; k++) {
      results.add(new ClassResult(classes.get(k), images[k], correct[k], inherited[k]));
    }
    return results;
  }
}

package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.StageTime;
import org.heredity.data.Randomness;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.student.StudentMaker;

/**
 * Puts together what was measured of the students of a target: a cell for each attack or ensemble.
 * Immutable.
 *
 * @param target what the students were made for
 * @param judged by which sets, one a cell
 * @param made the sets, in the order in which students predicted them
 * @param seed of bootstraps
 */
public record Cells(
    TargetWork target, List<AttackPlan.Judged> judged, List<AdversarialSet> made, long seed) {
  public Cells {
    judged = List.copyOf(judged);
    made = List.copyOf(made);
  }

  /**
   * A student.
   *
   * @param method as reports name it
   * @param seed of the student
   * @param digest of its tensors
   * @param log how it was made
   * @param file its checkpoint, relative to the suite's folder; empty if none
   */
  public record Subject(
      String method, long seed, String digest, StudentMaker.Log log, String file) {}

  /** The indices of the sets that an attack or ensemble is judged by. */
  public List<Integer> sets(AttackPlan.Judged together) {
    return together.members().stream().map(this::index).toList();
  }

  private int index(String attack) {
    for (int s = 0; s < made.size(); s++) {
      if (made.get(s).result().attack().equals(attack)) {
        return s;
      }
    }
    throw new IllegalArgumentException("no set of " + attack);
  }

  /**
   * A cell that was measured.
   *
   * @param together by which sets
   * @param sweep the DIR at other epsilons; empty if not measured
   */
  public CellResult of(
      Subject subject,
      AttackPlan.Judged together,
      Predictions predictions,
      List<BudgetPoint> sweep) {
    List<Integer> sets = sets(together);
    Outcomes outcomes = predictions.adversarial(sets);
    Outcomes noise = predictions.noise(sets);
    StudentMaker.Log log = subject.log();
    List<StageTime> stages = new ArrayList<>(log.stages());
    stages.add(new StageTime("evaluate", predictions.seconds(), false));
    double seconds =
        stages.stream().filter(stage -> !stage.shared()).mapToDouble(StageTime::seconds).sum();
    int correct = outcomes.correct();
    return new CellResult(
        target.name(),
        subject.method(),
        subject.seed(),
        together.label(),
        outcomes.acc(),
        correct,
        outcomes.images(),
        WilsonInterval.of(correct, outcomes.images()),
        outcomes.dir(),
        outcomes.inherited(),
        correct,
        WilsonInterval.of(outcomes.inherited(), correct),
        outcomes.error(),
        predictions.rounded(sets).dir(),
        noise.dir(),
        retained(log.distance().layers()),
        log.distance().whole(),
        seconds,
        stages,
        log.distance().layers(),
        log.curve(),
        perClass(outcomes, target.dataset().classes()),
        sweep,
        together.ensemble() ? members(together.members(), sets, predictions) : List.of(),
        Excesses.of(outcomes, noise, Randomness.of(seed).at("excess over noise")),
        null,
        subject.digest(),
        subject.file(),
        null);
  }

  /** What each set of an ensemble does, alone and beside the others. */
  static List<MemberResult> members(
      List<String> labels, List<Integer> sets, Predictions predictions) {
    List<Outcomes> each = sets.stream().map(predictions::adversarial).toList();
    int[] fooled = new int[sets.size()];
    int[] added = new int[sets.size()];
    int[] alone = new int[sets.size()];
    for (int i = 0; i < predictions.labels().length; i++) {
      int first = -1;
      int count = 0;
      for (int s = 0; s < fooled.length; s++) {
        if (each.get(s).inherited(i)) {
          fooled[s]++;
          first = first < 0 ? s : first;
          count++;
        }
      }
      if (count > 0) {
        added[first]++;
        alone[first] += count == 1 ? 1 : 0;
      }
    }
    List<MemberResult> members = new ArrayList<>();
    for (int s = 0; s < fooled.length; s++) {
      members.add(new MemberResult(labels.get(s), fooled[s], added[s], alone[s]));
    }
    return members;
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

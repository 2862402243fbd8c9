package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.checks.Evidence.Kind;
import org.heredity.pipeline.checks.Evidence.Trial;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tries an attack with other epsilons and step sizes on a few test images, so that checks can tell
 * whether it works as attacks do. Cached. Not thread-safe.
 */
final class ProbeMaker {
  private static final int SAMPLE = 32;
  private static final int PART = 4;
  private static final String STEPS = "steps";
  private static final String STEP = "step";
  private static final ArtifactType<Measured> TYPE = ArtifactType.json(Measured.class);

  private final Cache cache;
  private final long seed;

  /**
   * A maker.
   *
   * @param seed of random starts
   */
  ProbeMaker(Cache cache, long seed) {
    this.cache = cache;
    this.seed = seed;
  }

  /** What is measured. */
  record Measured(int images, double zeroGradients, List<Trial> trials) {}

  /**
   * The probe of a set.
   *
   * @param surrogates opens what is attacked, by the attack with its settings
   * @param prepared what the attack with its settings made once for all images
   */
  Evidence.Probe make(
      TargetWork target,
      PlannedAttack<?> attack,
      AdversarialSet set,
      Function<PlannedAttack<?>, Surrogate> surrogates,
      Function<PlannedAttack<?>, StateDict> prepared) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("set", set.artifact().key().hash());
    inputs.put("sample", SAMPLE);
    Measured measured =
        cache
            .get(
                new Stage(target.name(), attack.label() + " probe"),
                ArtifactKey.of("probe", inputs),
                TYPE,
                running -> measure(target, attack, surrogates, prepared, running))
            .value();
    return new Evidence.Probe(
        target.name(),
        attack.label(),
        set.measures().beyond(),
        set.measures().outOfRange(),
        measured.images(),
        measured.zeroGradients(),
        measured.trials());
  }

  private Measured measure(
      TargetWork target,
      PlannedAttack<?> attack,
      Function<PlannedAttack<?>, Surrogate> surrogates,
      Function<PlannedAttack<?>, StateDict> prepared,
      Progress progress) {
    ImageSource sample = new SubsetSource(target.test(), target.sample(SAMPLE));
    List<Trial> trials = new ArrayList<>();
    double zero;
    try (Surrogate surrogate = surrogates.apply(attack)) {
      Totals totals = new Totals();
      each(target, sample, batch -> totals.add(surrogate, batch));
      zero = totals.zero / sample.size();
      if (Double.isNaN(zero)) {
        return new Measured(sample.size(), zero, trials);
      }
      trials.add(new Trial(Kind.CLEAN, 0, 0, totals.objective / sample.size()));
    }
    List<Planned> planned = planned(attack);
    for (int i = 0; i < planned.size(); i++) {
      trials.add(attempt(target, sample, planned.get(i), surrogates, prepared));
      progress.at(i + 1, planned.size(), "trials");
    }
    return new Measured(sample.size(), zero, trials);
  }

  /** Sums over the clean images of the sample. */
  private static final class Totals {
    private double zero;
    private double objective;

    void add(Surrogate surrogate, Batch batch) {
      zero += surrogate.zeroGradients(batch.images(), batch.labels()) * batch.size();
      objective += surrogate.objective(batch.images(), batch.labels()) * batch.size();
    }
  }

  /** A trial to make. */
  private record Planned(Kind kind, PlannedAttack<?> attack, int steps) {}

  private static List<Planned> planned(PlannedAttack<?> attack) {
    double epsilon = attack.threat().epsilon();
    int steps = attack.values().get(STEPS) instanceof Number number ? number.intValue() : 0;
    List<Planned> planned = new ArrayList<>();
    planned.add(new Planned(Kind.FULL, attack, steps));
    planned.add(new Planned(Kind.SMALL_BUDGET, attack.withEpsilon(epsilon / PART), steps));
    planned.add(new Planned(Kind.LARGE_BUDGET, attack.withEpsilon(epsilon * PART), steps));
    if (steps >= 2 * PART) {
      int few = steps / PART;
      planned.add(new Planned(Kind.FEW_STEPS, with(attack, Map.of(STEPS, few)), few));
      planned.add(new Planned(Kind.ONE_STEP, with(attack, Map.of(STEPS, 1, STEP, epsilon)), 1));
    }
    return planned;
  }

  /** The attack with other settings and the same epsilon. */
  private static <S extends Record> PlannedAttack<S> with(
      PlannedAttack<S> attack, Map<String, Object> changes) {
    Map<String, Object> values = new LinkedHashMap<>(attack.values());
    values.putAll(changes);
    S settings = Settings.bind(attack.attack().settings(), values, attack.label());
    return new PlannedAttack<>(
        attack.label(), attack.attack(), settings, attack.threat(), attack.noiseDraw());
  }

  private Trial attempt(
      TargetWork target,
      ImageSource sample,
      Planned trial,
      Function<PlannedAttack<?>, Surrogate> surrogates,
      Function<PlannedAttack<?>, StateDict> prepared) {
    UniformNoise starts =
        new UniformNoise(trial.attack().threat(), Randomness.of(seed).at("start"));
    double[] sum = {0};
    StateDict ready = prepared.apply(trial.attack());
    try (Surrogate surrogate = surrogates.apply(trial.attack())) {
      each(
          target,
          sample,
          batch -> {
            ThreatModel threat = trial.attack().threat();
            try (INDArray moved = SetMaker.start(threat, starts, sample, batch)) {
              surrogate.perturb(threat, SetMaker.attackBatch(seed, ready, sample, batch, moved));
              sum[0] += surrogate.objective(moved, batch.labels()) * batch.size();
            }
          });
    }
    return new Trial(
        trial.kind(), trial.attack().threat().epsilon(), trial.steps(), sum[0] / sample.size());
  }

  private static void each(TargetWork target, ImageSource sample, Consumer<Batch> work) {
    int side = target.data().preprocessing().imageSize();
    try (Batches batches =
        Batches.test(
            sample, target.data().preprocessing(), Math.min(SAMPLE, ComputeBatch.of(side)))) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        work.accept(batch);
        batch.images().close();
      }
    }
  }
}

package org.heredity.pipeline.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Goal;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.SetResult;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Cached;
import org.heredity.pipeline.cache.ImageStack;
import org.heredity.pipeline.cache.Running;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.NonFinite;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Teachers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes adversarial sets, one for each teacher, target and threat model: random start from (seed,
 * image id), the attack, then the check that every image is within epsilon and range and the
 * teacher as it was. Images are decoded once and stream from and to the disk. Not thread-safe.
 */
public final class SetMaker {
  static final String IMAGES = "images";
  private static final String SUMS = "sums";

  /** Raised when more is measured, for what was measured is stored with the images. */
  private static final int MEASURES = 4;

  private static final ArtifactType<Measures> TYPE = ArtifactType.json(Measures.class);

  private final Cache cache;
  private final Teacher teacher;
  private final long seed;

  /**
   * A maker.
   *
   * @param seed of random starts and of noise
   */
  public SetMaker(Cache cache, Teacher teacher, long seed) {
    this.cache = cache;
    this.teacher = teacher;
    this.seed = seed;
  }

  /**
   * What is measured of a set; stored beside its images.
   *
   * @param fooled the images whose class by the teacher's own head changes
   * @param beyond values (L-infinity) or images (L2) further from the clean image than epsilon
   * @param outOfRange values that no image has
   * @param meanL2 mean Euclidean length of an image's change, in values of [0,1]
   * @param maxL2 the greatest
   * @param maxLinf greatest change of a value, in values of [0,1]
   */
  record Measures(
      List<Integer> fooled,
      double teacherNoiseRate,
      double objectiveClean,
      double objectiveAdversarial,
      double maxPerturbation,
      long beyond,
      long outOfRange,
      double meanL2,
      double maxL2,
      double maxLinf) {}

  /**
   * The set of an attack on a target's test images, cached or made now.
   *
   * @param models digests of the networks that are attacked; empty if that is the teacher itself
   * @param prepared what the attack made once for the set, if that has to be known
   * @param surrogate opens what is attacked, if it has to be
   */
  public AdversarialSet make(
      TargetWork target,
      PlannedAttack<?> attack,
      String models,
      Supplier<StateDict> prepared,
      Supplier<Surrogate> surrogate) {
    Cached<Measures> cached =
        cache.get(
            new Stage(target.name(), attack.label() + " set"),
            key(target, attack, models),
            TYPE,
            running -> {
              try (Surrogate opened = surrogate.get()) {
                return measured(target, attack, prepared.get(), opened, running);
              }
            });
    return set(target, attack, cached);
  }

  private ArtifactKey key(TargetWork target, PlannedAttack<?> attack, String models) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("teacher", Teachers.inputs(teacher));
    all.put("target", target.inputs());
    all.put("attack", attack.attack().name());
    all.put("settings", attack.values());
    all.put("epsilon", attack.threat().epsilon());
    all.put("unit", attack.threat().unit());
    all.put("random-start", attack.threat().randomStart());
    all.putAll(unusual(attack.threat()));
    all.put("head", models);
    all.put("seed", seed);
    all.put("measures", MEASURES);
    return ArtifactKey.of("set", all);
  }

  /** What a threat model has beside what every key states; nothing for the papers'. */
  private static Map<String, Object> unusual(ThreatModel threat) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (threat.norm() != Norm.L_INFINITY) {
      values.put("norm", threat.norm());
    }
    if (!threat.bounds().equals(threat.unit().bounds())) {
      values.put("low", threat.bounds().low());
      values.put("high", threat.bounds().high());
    }
    if (threat.goal() != Goal.UNTARGETED) {
      values.put("goal", threat.goal());
    }
    return values;
  }

  private Measures measured(
      TargetWork target,
      PlannedAttack<?> attack,
      StateDict prepared,
      Surrogate surrogate,
      Running running) {
    Measures measures = perturbAll(target, attack.threat(), prepared, surrogate, running);
    if (!surrogate.unchanged()) {
      throw new IllegalStateException(
          "the attack "
              + attack.label()
              + " changed the teacher's parameters; its set would be of another model");
    }
    return measures;
  }

  /** Perturbs and measures what is not done yet. */
  private Measures perturbAll(
      TargetWork target,
      ThreatModel threat,
      StateDict prepared,
      Surrogate surrogate,
      Running running) {
    ImageSource test = target.test();
    int side = teacher.spec().imageSize();
    int batchSize = ComputeBatch.of(side);
    UniformNoise starts = new UniformNoise(threat, Randomness.of(seed).at("start"));
    UniformNoise noise = new UniformNoise(threat, Randomness.of(seed).at("noise"));
    MeasureSums saved = saved(running.resumed());
    try (ImageStack stack =
        ImageStack.write(running.file(IMAGES), test.size(), side, saved.images())) {
      MeasureSums sums = stack.written() == saved.images() ? saved : new MeasureSums();
      ImageSource rest = rest(test, stack.written());
      try (Batches batches = Batches.test(rest, target.data().preprocessing(), batchSize)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          try (INDArray adversarial = start(threat, starts, rest, batch);
              INDArray noisy = noise.around(batch.images(), rest, batch.indices())) {
            surrogate.perturb(threat, attackBatch(seed, prepared, rest, batch, adversarial));
            requireFinite(adversarial, surrogate, rest, batch);
            stack.append(adversarial);
            sums.add(threat, surrogate, batch, adversarial, noisy);
          } catch (NonFiniteException e) {
            throw new CheckpointException(
                teacher.source() + ": its outputs are " + NonFinite.of(e, rest, batch.indices()),
                e);
          }
          batch.images().close();
          running.at(stack.written(), test.size(), "images");
          running.checkpoint(
              () -> {
                stack.force();
                return StateDict.of(Map.of(SUMS, sums.save()));
              });
        }
      }
      return sums.measures();
    }
  }

  private static void requireFinite(
      INDArray adversarial, Surrogate surrogate, ImageSource source, Batch batch) {
    try {
      Floats.requireFinite(adversarial);
    } catch (NonFiniteException e) {
      // Where the teacher's own outputs are none for an image, no attack can do better.
      surrogate.classes(batch.images());
      throw new DataException(
          "the attack made images that are " + NonFinite.of(e, source, batch.indices()), e);
    }
  }

  private static MeasureSums saved(StateDict resumed) {
    return resumed != null && resumed.contains(SUMS)
        ? MeasureSums.restored(resumed.get(SUMS))
        : new MeasureSums();
  }

  /** A batch with the streams of its images, drawn from (seed, image id). */
  static AttackBatch attackBatch(
      long seed, StateDict prepared, ImageSource source, Batch batch, INDArray adversarial) {
    Randomness root = Randomness.of(seed).at("attack");
    return new AttackBatch(
        batch.images(),
        adversarial,
        batch.labels(),
        IntStream.of(batch.indices()).mapToObj(index -> root.at(source.id(index))).toList(),
        prepared);
  }

  /** Where an attack starts on a batch, within epsilon and range; a new array. */
  static INDArray start(ThreatModel threat, UniformNoise starts, ImageSource source, Batch batch) {
    if (threat.randomStart()) {
      return starts.around(batch.images(), source, batch.indices());
    }
    INDArray start = batch.images().dup('c');
    threat.ball().project(batch.images(), start);
    return start;
  }

  private static ImageSource rest(ImageSource all, int from) {
    return from == 0 ? all : new SubsetSource(all, IntStream.range(from, all.size()).toArray());
  }

  private AdversarialSet set(TargetWork target, PlannedAttack<?> attack, Cached<Measures> cached) {
    Measures measures = cached.value();
    Artifact artifact = cached.artifact();
    int images = target.test().size();
    int side = teacher.spec().imageSize();
    ThreatModel threat = attack.threat();
    SetResult result =
        new SetResult(
            target.name(),
            attack.label(),
            threat.describe(),
            threat.norm() == Norm.L2 ? SetResult.L2 : SetResult.L_INFINITY,
            threat.epsilon(),
            threat.unit().name().toLowerCase(Locale.ROOT),
            images,
            (double) measures.fooled().size() / images,
            measures.teacherNoiseRate(),
            measures.objectiveClean(),
            measures.objectiveAdversarial(),
            measures.maxPerturbation(),
            measures.meanL2(),
            measures.maxL2(),
            measures.maxLinf(),
            artifact.blob(IMAGES).digest(),
            artifact.seconds());
    return new AdversarialSet(threat, artifact, images, side, attack.noiseDraw(), measures, result);
  }
}

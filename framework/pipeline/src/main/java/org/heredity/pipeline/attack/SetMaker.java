package org.heredity.pipeline.attack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.SetResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactStore;
import org.heredity.pipeline.cache.ImageStack;
import org.heredity.pipeline.cache.StageRunner;
import org.heredity.pipeline.config.SuitePlan.PlannedAttack;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Teachers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes adversarial sets, one for each teacher, target and threat model: random start from (seed,
 * image id), the attack, then the check that every image is within budget and range and the teacher
 * as it was. Images are decoded once and stream from and to the disk. Not thread-safe.
 */
public final class SetMaker {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SUMS = "sums";

  private final StageRunner runner;
  private final Teacher teacher;
  private final long seed;
  private final Duration between;

  /**
   * A maker.
   *
   * @param seed of random starts and of noise
   * @param between least time between two saves of an unfinished set
   */
  public SetMaker(StageRunner runner, Teacher teacher, long seed, Duration between) {
    this.runner = runner;
    this.teacher = teacher;
    this.seed = seed;
    this.between = between;
  }

  /**
   * What is measured of a set; part of its stored entry.
   *
   * @param beyond values further from the clean image than the budget allows
   * @param outOfRange values that no image has
   */
  record Measures(
      double teacherFoolingRate,
      double teacherNoiseRate,
      double objectiveClean,
      double objectiveAdversarial,
      double maxPerturbation,
      long beyond,
      long outOfRange) {}

  /**
   * The set of an attack on a target's test images, from the store or made now.
   *
   * @param headDigest digest of the target head that the attack uses; empty if none
   * @param surrogate opens what is attacked, if it has to be
   */
  public AdversarialSet make(
      TargetWork target,
      PlannedAttack<?> attack,
      String headDigest,
      Supplier<Surrogate> surrogate) {
    ArtifactKey key = key(target, attack, headDigest);
    ArtifactStore store = runner.store();
    int images = target.test().size();
    int side = teacher.spec().imageSize();
    String stage = attack.label() + " set";
    Optional<Artifact> kept = store.find(key);
    if (kept.isPresent()) {
      runner.listener().stageEnded(target.name(), stage, kept.get().seconds(), true);
      return set(target, attack, kept.get(), images, side);
    }
    runner.listener().stageStarted(target.name(), stage);
    long start = System.nanoTime();
    Measures measures;
    Path file = store.unfinished(key, "images.safetensors");
    try (Surrogate opened = surrogate.get()) {
      measures = perturbAll(key, target, attack.threat(), opened, file, stage);
      if (!opened.unchanged()) {
        throw new IllegalStateException(
            "the attack "
                + attack.label()
                + " changed the teacher's parameters; its set would be of another model");
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Artifact artifact = store.adopt(key, file, seconds, write(measures));
    runner.listener().stageEnded(target.name(), stage, seconds, false);
    return set(target, attack, artifact, images, side);
  }

  private ArtifactKey key(TargetWork target, PlannedAttack<?> attack, String headDigest) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("teacher", Teachers.inputs(teacher));
    all.put("target", target.inputs());
    all.put("attack", attack.attack().name());
    all.put("settings", attack.values());
    all.put("epsilon", attack.threat().epsilon());
    all.put("unit", attack.threat().unit());
    all.put("random-start", attack.threat().randomStart());
    all.put("head", headDigest);
    all.put("seed", seed);
    return ArtifactKey.of("set", all);
  }

  /** Perturbs and measures what is not done yet. */
  private Measures perturbAll(
      ArtifactKey key,
      TargetWork target,
      ThreatModel threat,
      Surrogate surrogate,
      Path file,
      String stage) {
    ImageSource test = target.test();
    int side = teacher.spec().imageSize();
    int batchSize = ComputeBatch.of(side);
    UniformNoise starts = new UniformNoise(threat, Randomness.of(seed).at("start"));
    UniformNoise noise = new UniformNoise(threat, Randomness.of(seed).at("noise"));
    MeasureSums saved = saved(key);
    try (ImageStack stack = ImageStack.write(file, test.size(), side, saved.images())) {
      MeasureSums sums = stack.written() == saved.images() ? saved : new MeasureSums();
      ImageSource rest = rest(test, stack.written());
      long lastSave = System.nanoTime();
      try (Batches batches = Batches.test(rest, target.data().preprocessing(), batchSize)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          try (INDArray adversarial = start(threat, starts, rest, batch);
              INDArray noisy = noise.around(batch.images(), rest, batch.indices())) {
            surrogate.perturb(threat, new AttackBatch(batch.images(), adversarial, batch.labels()));
            stack.append(adversarial);
            sums.add(threat, surrogate, batch, adversarial, noisy);
          }
          batch.images().close();
          runner.listener().progress(target.name(), stage, stack.written(), test.size(), "images");
          if (System.nanoTime() - lastSave >= between.toNanos()) {
            save(key, stack, sums);
            lastSave = System.nanoTime();
          }
        }
      }
      save(key, stack, sums);
      return sums.measures();
    }
  }

  /** Where an attack starts on a batch, within budget and range; a new array. */
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

  private MeasureSums saved(ArtifactKey key) {
    return runner
        .store()
        .checkpoint(key)
        .filter(state -> state.contains(SUMS))
        .map(state -> MeasureSums.restored(state.get(SUMS)))
        .orElseGet(MeasureSums::new);
  }

  private void save(ArtifactKey key, ImageStack stack, MeasureSums sums) {
    stack.force();
    runner.store().saveCheckpoint(key, StateDict.of(Map.of(SUMS, sums.save())));
  }

  private AdversarialSet set(
      TargetWork target, PlannedAttack<?> attack, Artifact artifact, int images, int side) {
    Measures measures = read(artifact.notes());
    ThreatModel threat = attack.threat();
    SetResult result =
        new SetResult(
            target.name(),
            attack.label(),
            threat.describe(),
            threat.epsilon(),
            threat.unit().name().toLowerCase(Locale.ROOT),
            images,
            measures.teacherFoolingRate(),
            measures.teacherNoiseRate(),
            measures.objectiveClean(),
            measures.objectiveAdversarial(),
            measures.maxPerturbation(),
            artifact.digest(),
            artifact.seconds());
    return new AdversarialSet(threat, artifact, images, side, measures, result);
  }

  private static String write(Measures measures) {
    try {
      return MAPPER.writeValueAsString(measures);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("measures are plain data", e);
    }
  }

  private static Measures read(String notes) {
    try {
      return MAPPER.readValue(notes, Measures.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored set lacks its measures: " + notes, e);
    }
  }
}

package org.heredity.pipeline.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.engine.FrozenNetwork;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether an attack finds what certainly is there (after Zimmermann et al., NeurIPS 2022, with
 * another way of planting). For each of a few images a direction is drawn in feature space, and
 * plain gradient ascent along it, within the protocol's ball, leads to the planted image ({@link
 * Planting}). The network's head becomes a detector that fires on what comes {@value #THRESHOLD} of
 * the way; then the attack is let loose on that network. It has found the planted image, or one as
 * good, if the detector fires on its result. An attack that does not on 95% of the images has too
 * small a budget or is broken, whatever it says of a student. Not thread-safe.
 */
public final class AttackCheck {
  /** Images of the sample that every suite looks at. */
  public static final int SAMPLE = 64;

  static final double THRESHOLD = 0.55;
  private static final ArtifactType<Found> TYPE = ArtifactType.json(Found.class);

  private final Cache cache;
  private final long seed;
  private final int images;

  /**
   * A check.
   *
   * @param seed of directions, random starts and noise
   * @param images how many test images are looked at, as many of each class as can be; 0 for all
   */
  public AttackCheck(Cache cache, long seed, int images) {
    this.cache = cache;
    this.seed = seed;
    this.images = images;
  }

  /** What was found. */
  record Found(int images, int found, int byNoise) {}

  /**
   * Whether an attack can be checked: it has to ascend a function of outputs that leads away from
   * an image's class, or raises features.
   */
  public static <S extends Record> boolean applies(PlannedAttack<S> attack) {
    return attack.threat().goal() == ThreatModel.Goal.UNTARGETED
        && attack
            .attack()
            .objective(new int[] {PlantedNetwork.CLEAN}, attack.settings())
            .filter(PlantedNetwork::raised)
            .isPresent();
  }

  /**
   * The check of an attack on a network.
   *
   * @param within the ball in which images are planted: the protocol's, however small the attack's
   * @param network digest of what is attacked
   * @param opened opens it, if it has to be; the caller's to close
   */
  AttackCheckResult run(
      TargetWork target,
      PlannedAttack<?> attack,
      ThreatModel within,
      String network,
      Supplier<FrozenNetwork> opened) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("network", network);
    inputs.put("target", target.inputs());
    inputs.put("attack", attack.attack().name());
    inputs.put("settings", attack.values());
    inputs.put("threat", attack.threat().describe());
    inputs.put("epsilon", attack.threat().epsilon());
    inputs.put("within", within.describe());
    inputs.put("within-epsilon", within.epsilon());
    inputs.put("seed", seed);
    inputs.put("images", images);
    inputs.put("threshold", THRESHOLD);
    Planting planting = new Planting(cache, seed);
    ImageSource sample = sample(target);
    Planting.Scores scores = planting.of(target, sample, within, network, opened);
    Found found =
        cache
            .get(
                new Stage(target.name(), attack.label() + " check"),
                ArtifactKey.of("attack-check", inputs),
                TYPE,
                running -> {
                  try (FrozenNetwork below = opened.get()) {
                    return find(target, attack, within, below, scores, running);
                  }
                })
            .value();
    return new AttackCheckResult(
        target.name(), attack.label(), found.images(), found.found(), found.byNoise());
  }

  private Found find(
      TargetWork target,
      PlannedAttack<?> attack,
      ThreatModel within,
      FrozenNetwork below,
      Planting.Scores scores,
      Progress progress) {
    ImageSource sample = sample(target);
    int planted = 0;
    int found = 0;
    int byNoise = 0;
    int done = 0;
    // One image at a time: attacks drop images and add copies, so that rows of a batch say nothing.
    try (Batches batches = Batches.test(sample, target.data().preprocessing(), 1)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        if (scores.planted()[done] > scores.clean()[done]) {
          PlantedNetwork detector =
              new PlantedNetwork(
                  below,
                  Planting.direction(seed, sample.id(done), scores.channels()),
                  scores.clean()[done],
                  scores.planted()[done],
                  THRESHOLD);
          planted++;
          found += finds(attack, detector, sample, batch) ? 1 : 0;
          byNoise += noiseFinds(within, detector, sample, batch) ? 1 : 0;
        }
        batch.images().close();
        progress.at(++done, sample.size(), "images");
      }
    }
    return new Found(planted, found, byNoise);
  }

  private ImageSource sample(TargetWork target) {
    int count = images == 0 ? target.test().size() : images;
    return new SubsetSource(target.test(), target.sample(count));
  }

  private <S extends Record> boolean finds(
      PlannedAttack<S> attack, PlantedNetwork detector, ImageSource sample, Batch batch) {
    ThreatModel threat = attack.threat();
    Batch labelled = new Batch(batch.images(), new int[] {PlantedNetwork.CLEAN}, batch.indices());
    UniformNoise starts = new UniformNoise(threat, Randomness.of(seed).at("start"));
    try (INDArray moved = SetMaker.start(threat, starts, sample, labelled)) {
      AttackBatch attacked =
          SetMaker.attackBatch(seed, StateDict.of(Map.of()), sample, labelled, moved);
      attack.attack().perturb(List.of(detector), threat, attacked, attack.settings());
      return detector.reached(moved) >= THRESHOLD;
    }
  }

  private boolean noiseFinds(
      ThreatModel within, PlantedNetwork detector, ImageSource sample, Batch batch) {
    UniformNoise noise = new UniformNoise(within, Randomness.of(seed).at("noise"));
    try (INDArray moved = noise.around(batch.images(), sample, batch.indices())) {
      return detector.reached(moved) >= THRESHOLD;
    }
  }
}

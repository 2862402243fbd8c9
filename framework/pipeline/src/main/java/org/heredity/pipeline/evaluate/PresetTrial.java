package org.heredity.pipeline.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preset;
import org.heredity.data.SubsetSource;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.checks.Evidence.Better;
import org.heredity.pipeline.input.BalancedSample;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tries the known presets on a few images: a model that gains by one was made with that one. */
public final class PresetTrial {
  private static final int SAMPLE = 256;
  private static final ArtifactType<Better> TYPE = ArtifactType.json(Better.class);

  private final NetworkSpec spec;
  private final StateDict weights;
  private final Preprocessing own;

  /**
   * A trial of one model.
   *
   * @param own what its images go through as it is
   */
  public PresetTrial(NetworkSpec spec, StateDict weights, Preprocessing own) {
    this.spec = spec;
    this.weights = weights;
    this.own = own;
  }

  /** The best of the other presets on a target's test images, cached or tried now. */
  public Better cached(Cache cache, TargetWork target, String subject) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", weights.digest());
    inputs.put("target", target.inputs());
    inputs.put("preprocessing", own.values());
    inputs.put("sample", SAMPLE);
    return cache
        .get(
            new Stage(subject, "presets"),
            ArtifactKey.of("presets", inputs),
            TYPE,
            running -> best(target.test()))
        .value();
  }

  /** The best of the other presets on some of {@code images}, or on all if they are few. */
  public Better best(ImageSource images) {
    ImageSource sample = new SubsetSource(images, BalancedSample.of(images, SAMPLE));
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      boolean[] mine = correct(network, sample, own);
      Better best = null;
      for (Preset preset : Preset.values()) {
        Preprocessing other = preset.at(own.imageSize()).with(own.resize());
        if (!other.agrees(own)) {
          Better tried = compared(preset, mine, correct(network, sample, other));
          best = best == null || tried.accuracy() > best.accuracy() ? tried : best;
        }
      }
      return best;
    }
  }

  private Better compared(Preset preset, boolean[] mine, boolean[] theirs) {
    int correct = 0;
    int gained = 0;
    int lost = 0;
    for (int i = 0; i < mine.length; i++) {
      correct += mine[i] ? 1 : 0;
      gained += theirs[i] && !mine[i] ? 1 : 0;
      lost += mine[i] && !theirs[i] ? 1 : 0;
    }
    return new Better(preset.word(), spec.classes(), mine.length, correct, gained, lost);
  }

  private static boolean[] correct(
      FrozenNetwork network, ImageSource images, Preprocessing preprocessing) {
    boolean[] correct = new boolean[images.size()];
    int batchSize = Math.min(SAMPLE, ComputeBatch.of(preprocessing.imageSize()));
    int at = 0;
    try (Batches batches = Batches.test(images, preprocessing, batchSize)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray logits = network.logits(batch.images())) {
          int[] predicted = predicted(logits);
          for (int i = 0; i < predicted.length; i++) {
            correct[at++] = predicted[i] == batch.labels()[i];
          }
        }
        batch.images().close();
      }
    }
    return correct;
  }

  /** Of an image whose logits are no numbers -1: it is not classified correctly. */
  private static int[] predicted(INDArray logits) {
    try {
      return Floats.argMax(logits);
    } catch (NonFiniteException e) {
      int[] none = e.rows();
      for (int row : none) {
        logits.getRow(row).assign(0);
      }
      int[] predicted = Floats.argMax(logits);
      for (int row : none) {
        predicted[row] = -1;
      }
      return predicted;
    }
  }
}

package org.heredity.pipeline.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.train.Progress;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds for each image how far its features can be moved along a random direction within a ball:
 * {@value #STEPS} steps of an eighth of epsilon from the clean image. Where they end is the planted
 * image; only its score is retained. Not thread-safe.
 */
final class Planting {
  private static final int STEPS = 40;
  private static final double STEP = 0.125;
  private static final ArtifactType<Scores> TYPE = ArtifactType.json(Scores.class);

  private final Cache cache;
  private final long seed;

  Planting(Cache cache, long seed) {
    this.cache = cache;
    this.seed = seed;
  }

  /**
   * Features along each image's direction.
   *
   * @param channels number of features
   * @param clean of the clean images
   * @param planted of the planted ones; not greater where features do not move
   */
  record Scores(int channels, double[] clean, double[] planted) {}

  /** The direction of an image, {@code channels} values. */
  static float[] direction(long seed, String image, int channels) {
    Randomness draws = Randomness.of(seed).at("planted").at(image);
    float[] direction = new float[channels];
    for (int j = 0; j < channels; j++) {
      direction[j] = (float) draws.gaussian(j);
    }
    return direction;
  }

  /**
   * The scores of a sample, cached or found now.
   *
   * @param within the ball
   * @param network digest of the network
   * @param opened opens it, if it has to be
   */
  Scores of(
      TargetWork target,
      ImageSource sample,
      ThreatModel within,
      String network,
      Supplier<FrozenNetwork> opened) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("network", network);
    inputs.put("target", target.inputs());
    inputs.put("within", within.describe());
    inputs.put("epsilon", within.epsilon());
    inputs.put("seed", seed);
    inputs.put("images", sample.size());
    return cache
        .get(
            new Stage(target.name(), "planted images"),
            ArtifactKey.of("planted", inputs),
            TYPE,
            running -> {
              try (FrozenNetwork below = opened.get()) {
                return find(target, sample, within, below, running);
              }
            })
        .value();
  }

  private Scores find(
      TargetWork target,
      ImageSource sample,
      ThreatModel within,
      FrozenNetwork below,
      Progress progress) {
    double[] clean = new double[sample.size()];
    double[] planted = new double[sample.size()];
    int channels = 0;
    int done = 0;
    int side = target.data().preprocessing().imageSize();
    try (Batches batches =
        Batches.test(sample, target.data().preprocessing(), ComputeBatch.of(side))) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray features = below.features(batch.images())) {
          channels = (int) features.size(1);
        }
        float[][] directions = new float[batch.size()][];
        for (int n = 0; n < directions.length; n++) {
          directions[n] = direction(seed, sample.id(batch.indices()[n]), channels);
        }
        Along along = new Along(directions);
        climb(within, below, batch, along);
        System.arraycopy(along.first, 0, clean, done, directions.length);
        System.arraycopy(along.last, 0, planted, done, directions.length);
        batch.images().close();
        done += directions.length;
        progress.at(done, sample.size(), "images");
      }
    }
    return new Scores(channels, clean, planted);
  }

  private static void climb(ThreatModel within, FrozenNetwork below, Batch batch, Along along) {
    float[] step = within.scaled(within.epsilon() * STEP);
    try (INDArray moved = batch.images().dup('c');
        INDArray gradient = batch.images().ulike()) {
      within.ball().project(batch.images(), moved);
      for (int i = 0; i <= STEPS; i++) {
        below.inputGradient(moved, along, gradient);
        within.ball().ascend(batch.images(), moved, gradient, step);
      }
    }
  }

  /** The mean over images of their features along their directions; remembers first and last. */
  private static final class Along implements Objective {
    private final float[][] directions;
    private double[] first;
    private double[] last;

    Along(float[][] directions) {
      this.directions = directions;
    }

    @Override
    public Output output() {
      return Output.FEATURES;
    }

    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      float[][] rows = Floats.rows(outputs);
      double sum = 0;
      double[] values = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        for (int j = 0; j < rows[n].length; j++) {
          values[n] += (double) rows[n][j] * directions[n][j];
        }
        sum += values[n];
      }
      first = first == null ? values : first;
      last = values;
      Floats.write(directions, gradient);
      return sum / rows.length;
    }
  }
}

package org.heredity.api.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a head for the target on the frozen teacher, for attacks on labels: SGD with a learning
 * rate of 0.1, no momentum, weight decay 1e-4 and the suite's batch size. The teacher is in eval
 * mode, and its features of the images, preprocessed as for a test (centre crop), are computed once
 * for all heads; SEAM's own head training, whose running statistics move, is a {@link
 * TrainingStage#ofHead}. Trains for at most 100 epochs, stops after 10 without a better accuracy on
 * the validation images, and returns the best head. The training scale does not shorten it, because
 * it costs next to nothing. Stateless and thread-safe.
 */
public final class HeadTraining {
  /** Learning rate of the published head training. */
  public static final double LR = 0.1;

  /** Weight decay of the published head training. */
  public static final double WEIGHT_DECAY = 1e-4;

  private static final int EPOCHS = 100;
  private static final int PATIENCE = 10;
  private static final int FEATURE_BATCH = 64;

  private HeadTraining() {}

  /**
   * The teacher with a head trained on the target.
   *
   * @param reuse gives teacher, target and batch size
   * @param seed of the head's initial weights and of the order of images
   * @return all of the teacher's tensors, the head's replaced
   */
  public static StateDict teacherWithHead(Reuse reuse, long seed) {
    StateDict result = reuse.teacher().weights();
    for (Map.Entry<String, INDArray> tensor : head(reuse, seed).asMap().entrySet()) {
      result = result.with(tensor.getKey(), tensor.getValue());
    }
    return result;
  }

  /**
   * The head alone, computed once for each teacher, target and seed.
   *
   * @param reuse gives teacher, target and batch size
   * @param seed of the head's initial weights and of the order of images
   * @return {@code <head>.weight [classes, channels]} and {@code <head>.bias [classes]}
   */
  public static StateDict head(Reuse reuse, long seed) {
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("seed", seed);
    inputs.put("batch-size", reuse.batchSize());
    inputs.put("lr", LR);
    inputs.put("weight-decay", WEIGHT_DECAY);
    inputs.put("epochs", EPOCHS);
    inputs.put("patience", PATIENCE);
    INDArray[] features = {
      features(reuse, "train-features", reuse.target().train()),
      features(reuse, "validation-features", reuse.target().validation())
    };
    return reuse.sharedStage(
        "head", inputs, progress -> train(reuse, seed, features[0], features[1], progress));
  }

  /** The teacher's features of every image of {@code source}, {@code [N, channels]}. */
  private static INDArray features(Reuse reuse, String stage, ImageSource source) {
    return reuse
        .sharedStage(
            stage,
            Map.of(),
            progress -> StateDict.of(Map.of("features", compute(reuse, source, progress))))
        .get("features");
  }

  private static INDArray compute(Reuse reuse, ImageSource source, Progress progress) {
    Teacher teacher = reuse.teacher();
    float[][] rows = new float[source.size()][];
    int done = 0;
    try (FrozenNetwork network = FrozenNetwork.of(teacher.spec(), teacher.weights());
        Batches batches = Batches.test(source, reuse.target().preprocessing(), FEATURE_BATCH)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray computed = network.features(batch.images())) {
          float[][] features = Floats.rows(computed);
          for (int i = 0; i < batch.size(); i++) {
            rows[batch.indices()[i]] = features[i];
          }
        }
        batch.images().close();
        done += batch.size();
        progress.at(done, rows.length, "images");
      }
    }
    return Nd4j.createFromArray(rows);
  }

  private static StateDict train(
      Reuse reuse, long seed, INDArray train, INDArray validation, Progress progress) {
    Randomness randomness = Randomness.of(seed).at("head");
    int[] labels = labels(reuse.target().train());
    int[] validationLabels = labels(reuse.target().validation());
    int channels = Math.toIntExact(train.size(1));
    int classes = reuse.target().classes().size();
    double bestAccuracy = -1;
    int bestEpoch = 0;
    StateDict best = null;
    int step = 0;
    try (LinearProbe probe = new LinearProbe(channels, classes, LR, WEIGHT_DECAY, randomness)) {
      for (int epoch = 0; epoch < EPOCHS && epoch - bestEpoch <= PATIENCE; epoch++) {
        int[] order = randomness.at("order").at(epoch).permutation(labels.length);
        double loss = 0;
        for (int from = 0; from < order.length; from += reuse.batchSize()) {
          int[] rows =
              Arrays.copyOfRange(order, from, Math.min(order.length, from + reuse.batchSize()));
          int[] rowLabels = Arrays.stream(rows).map(row -> labels[row]).toArray();
          try (INDArray features = Nd4j.pullRows(train, 1, rows)) {
            loss += probe.step(features, rowLabels) * rows.length;
          }
          step++;
        }
        double accuracy = probe.accuracy(validation, validationLabels);
        progress.point(new CurvePoint("head", step, loss / order.length, accuracy, 1));
        progress.at(epoch + 1, EPOCHS, "epochs");
        if (best == null || accuracy > bestAccuracy) {
          bestAccuracy = accuracy;
          bestEpoch = epoch;
          if (best != null) {
            best.release();
          }
          best = stateDict(reuse, probe);
        }
      }
    }
    return best;
  }

  private static StateDict stateDict(Reuse reuse, LinearProbe probe) {
    String head = reuse.teacher().spec().architecture().head();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put(head + ".weight", probe.weight());
    tensors.put(head + ".bias", probe.bias());
    return StateDict.of(tensors);
  }

  private static int[] labels(ImageSource source) {
    int[] labels = new int[source.size()];
    Arrays.setAll(labels, source::label);
    return labels;
  }
}

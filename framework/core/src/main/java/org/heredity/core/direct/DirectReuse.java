package org.heredity.core.direct;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.Protocol;
import org.heredity.core.config.Settings;
import org.heredity.core.method.Reuse;
import org.heredity.core.method.Teacher;
import org.heredity.core.suite.WorkFolder;
import org.heredity.core.train.SelectionImages;
import org.heredity.core.train.TrainingImages;
import org.heredity.core.train.TrainingLoop;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.StratifiedSplit;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.zoo.AppendedHead;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Re-engineers a classifier for part of its own problem: appends a head to its outputs, searches
 * which weights the part needs, and zeroes the others. Nothing is fine-tuned.
 *
 * <p>Choices are made on a tenth of the training images, held out; under {@link Protocol#PAPER} on
 * the test images, as in the published code. Weights of the old output layer may go, its biases
 * stay (the published code masks those, too).
 *
 * @param protocol what choices are made on
 * @param budget factor on the published number of epochs
 * @param batchSize images in a training batch
 * @param seed of the head, the order of images and what is held out
 */
public record DirectReuse(
    DirectSettings settings, Protocol protocol, double budget, int batchSize, long seed) {
  private static final String STAGE = "search";
  private static final double HELD_OUT = 0.1;
  private static final int BATCH = 64;

  /** Re-engineers {@code teacher} for {@code problem}, keeping what it computes in {@code work}. */
  public DirectResult run(
      Teacher teacher,
      Problem problem,
      String datasetDigest,
      Preprocessing preprocessing,
      WorkFolder work) {
    NetworkSpec appended =
        new NetworkSpec(
            new AppendedHead(teacher.spec()),
            teacher.spec().width(),
            problem.classes().size(),
            teacher.spec().imageSize());
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("teacher", teacher.digest());
    key.put("architecture", teacher.spec().architecture().name());
    key.put("image-size", teacher.spec().imageSize());
    key.put("resize", preprocessing.resize());
    key.put("dataset", datasetDigest);
    key.put("classes", problem.classes());
    key.put("of-original", problem.ofOriginal());
    key.put("settings", Settings.values(settings));
    key.put("protocol", protocol);
    key.put("budget", budget);
    key.put("batch-size", batchSize);
    key.put("seed", seed);
    WorkFolder.Made made =
        work.run(
            STAGE,
            problem.name(),
            key,
            progress -> search(teacher, problem, appended, preprocessing, progress));
    return result(teacher, problem, appended, preprocessing, made);
  }

  private StateDict search(
      Teacher teacher,
      Problem problem,
      NetworkSpec appended,
      Preprocessing preprocessing,
      Reuse.Progress progress) {
    Randomness randomness = Randomness.of(seed).at("direct").at(problem.name());
    ImageSource train = problem.train();
    ImageSource chosenOn = problem.test();
    if (protocol == Protocol.STRICT) {
      StratifiedSplit split =
          StratifiedSplit.of(problem.train(), HELD_OUT, randomness.at("held-out"));
      train = split.kept(problem.train());
      chosenOn = split.heldOut(problem.train());
    }
    TrainingImages images =
        new TrainingImages(train, preprocessing, batchSize, randomness.at("images"));
    double original = originalAccuracy(teacher, problem, chosenOn, preprocessing);
    MaskSearch search =
        MaskSearch.of(
            appended,
            withHead(appended, teacher.weights(), randomness),
            new MaskSearch.Rates(settings.lrMask(), settings.lrHead(), settings.alpha()));
    try (DirectLearner learner =
        new DirectLearner(
            search,
            settings,
            images.stepsPerEpoch(),
            new SelectionImages(chosenOn, preprocessing),
            original)) {
      return new TrainingLoop(STAGE, settings.length(budget, images.stepsPerEpoch()), images)
          .run(learner, progress);
    }
  }

  private static StateDict withHead(
      NetworkSpec appended, StateDict original, Randomness randomness) {
    try (Network network = Network.reuse(appended, original, randomness.at("head"))) {
      return network.stateDict();
    }
  }

  private static DirectResult result(
      Teacher teacher,
      Problem problem,
      NetworkSpec appended,
      Preprocessing preprocessing,
      WorkFolder.Made made) {
    Map<String, INDArray> tensors = new LinkedHashMap<>(teacher.weights().asMap());
    long weights = 0;
    long kept = 0;
    String head = appended.architecture().head() + ".";
    for (Map.Entry<String, INDArray> entry : made.tensors().asMap().entrySet()) {
      INDArray tensor = entry.getValue();
      if (entry.getKey().startsWith(head)) {
        tensors.put(entry.getKey(), tensor);
      } else {
        tensors.put(entry.getKey(), tensors.get(entry.getKey()).mul(tensor));
        weights += tensor.length();
        kept += Math.round(tensor.sumNumber().doubleValue());
      }
    }
    StateDict reengineered = StateDict.of(tensors);
    SelectionImages test = new SelectionImages(problem.test(), preprocessing);
    double accuracy;
    try (test;
        FrozenNetwork network = FrozenNetwork.of(appended, reengineered)) {
      accuracy = test.accuracy(network::logits);
    }
    return new DirectResult(
        problem.name(),
        originalAccuracy(teacher, problem, problem.test(), preprocessing),
        accuracy,
        problem.test().size(),
        weights,
        kept,
        OperationCount.dense(teacher.spec()),
        OperationCount.sparse(appended, reengineered),
        made.seconds(),
        made.curve(),
        appended,
        reengineered);
  }

  /** Share of images of the problem that the classifier before gets right. */
  static double originalAccuracy(
      Teacher teacher, Problem problem, ImageSource images, Preprocessing preprocessing) {
    List<Integer> ofOriginal = problem.ofOriginal();
    int correct = 0;
    try (FrozenNetwork network = FrozenNetwork.of(teacher.spec(), teacher.weights());
        Batches batches = Batches.test(images, preprocessing, BATCH)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        int[] predicted = network.logits(batch.images()).argMax(1).toIntVector();
        for (int n = 0; n < predicted.length; n++) {
          correct += ofOriginal.get(predicted[n]) == batch.labels()[n] ? 1 : 0;
        }
        batch.images().close();
      }
    }
    return (double) correct / images.size();
  }
}

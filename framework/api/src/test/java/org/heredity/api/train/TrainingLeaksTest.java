package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.method.LinearProbe;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.NativeMemory;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What training leaves in native memory, without a collector's help: single values at most. */
@Tag("slow")
final class TrainingLeaksTest {
  private static final int SIDE = 32;
  private static final int TIMES = 3;
  private static final int[] LABELS = {0, 1, 2, 0};

  /** Some single values for each of a network's tensors; the least that could leak has 3 KiB. */
  private static final long VALUES = 2048;

  private final NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 3, SIDE);
  private final StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();

  @TestFactory
  List<DynamicTest> workLeavesNothing() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    return work().entrySet().stream()
        .map(w -> DynamicTest.dynamicTest(w.getKey(), () -> leavesNothing(w.getValue())))
        .toList();
  }

  private static void leavesNothing(Runnable work) {
    work.run();
    long before = NativeMemory.arrays();
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
    long left = NativeMemory.arrays() - before;
    assertTrue(left <= TIMES * VALUES, left + " bytes of arrays after " + TIMES + " times");
  }

  private Map<String, Runnable> work() {
    LinearProbe probe = new LinearProbe(512, 3, 0.1, 1e-4, Randomness.of(2));
    INDArray features = Nd4j.rand(DataType.FLOAT, LABELS.length, 512);
    INDArray logits = Nd4j.rand(DataType.FLOAT, LABELS.length, 200);
    INDArray gradient = logits.ulike();
    CrossEntropyObjective objective = CrossEntropyObjective.awayFrom(LABELS);
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put("a probe's step", () -> probe.step(features, LABELS));
    work.put("a probe's accuracy", () -> probe.accuracy(features, LABELS));
    work.put("a probe's start", () -> new LinearProbe(512, 3, 0.1, 0, Randomness.of(2)).close());
    work.put("an objective", () -> objective.evaluate(logits, gradient));
    work.put("statistics", this::statistics);
    work.put("training with checkpoints", () -> train(learner(4)));
    work.put("training with averages", () -> train(new WeightAveraging(learner(4), 1)));
    work.put("resuming", this::resume);
    return work;
  }

  private TrainingImages images() {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] rgb = new byte[SIDE * SIDE * 3];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) Randomness.of(i).bits(p);
      }
      items.add(new MemorySource.Item("image-" + i, i % 3, new RgbImage(SIDE, SIDE, rgb)));
    }
    Preprocessing preprocessing = new Preprocessing(SIDE, Preprocessing.Resize.AUTO);
    return new TrainingImages(new MemorySource(items), preprocessing, 4, Randomness.of(5));
  }

  private SupervisedLearner learner(int steps) {
    TrainingImages images = images();
    return new SupervisedLearner(
        Network.create(spec, Randomness.of(3)),
        new Optimisation(0.01, 1, 0.9, 1e-4, 0.1, Schedule.COSINE),
        steps,
        List.of(new SpatialDropout(0.1, Randomness.of(4))),
        new ValidationImages(images.source(), images.preprocessing()));
  }

  private void statistics() {
    StateDict result = BatchNormStatistics.recompute(spec, weights, images(), List.of());
    for (String name : result.names()) {
      if (result.get(name) != weights.get(name)) {
        result.get(name).close();
      }
    }
  }

  private void train(Learner learner) {
    RecordingProgress progress = RecordingProgress.undisturbed();
    try (learner) {
      loop().run(learner, progress).release();
    }
    progress.saved.release();
  }

  private TrainingLoop loop() {
    return new TrainingLoop("tune", new TrainingLength(4, 1, 0, Select.BEST), images());
  }

  private void resume() {
    RecordingProgress first = new RecordingProgress(null, 2);
    try (Learner learner = learner(4)) {
      loop().run(learner, first);
    } catch (RecordingProgress.Killed e) {
      // As planned.
    }
    try (Learner learner = learner(4)) {
      RecordingProgress second = new RecordingProgress(first.saved, Integer.MAX_VALUE);
      loop().run(learner, second).release();
      second.saved.release();
    }
    first.saved.release();
  }
}

package org.heredity.engine.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.Trainer;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.StageHook;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the engine's work leaves in native memory, without a collector's help: next to nothing. */
@Tag("slow")
final class LeaksTest {
  private static final int IMAGES = 8;
  private static final int TIMES = 4;

  /** Bytes of arrays a time: single values, such as a sum's. Features would be 4096. */
  private static final long ARRAYS = 256;

  /** Bytes of handles a time, which wait for the collector. */
  private static final long HANDLES = 8192;

  /**
   * The same where a network is compiled: oneDNN's descriptors, 1.1 MB of some 2,500 handles where
   * the processor has AVX-512. A network that was not closed would hold its weights, 2.8 MB.
   */
  private static final long DESCRIPTORS = 2_000_000;

  private final NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 16, 5, 48);
  private final int[] labels = {0, 1, 2, 3, 4, 0, 1, 2};

  /** Nothing at all, but a hook. */
  private static final class Passing implements StageHook {
    @Override
    public void forward(int stage, INDArray output) {}

    @Override
    public void backward(int stage, INDArray output, INDArray gradient) {}
  }

  private record Ascended(Objective.Output output) implements Objective {
    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      gradient.assign(1);
      return 0;
    }
  }

  @TestFactory
  List<DynamicTest> workLeavesNothing() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    return work().entrySet().stream()
        .map(
            w ->
                DynamicTest.dynamicTest(
                    w.getKey(),
                    () -> {
                      boolean compiles = w.getKey().startsWith("opening");
                      leavesNothing(w.getValue(), compiles ? DESCRIPTORS : HANDLES);
                    }))
        .toList();
  }

  private static void leavesNothing(Runnable work, long handles) {
    work.run();
    work.run();
    long arrays = NativeMemory.arrays();
    long all = NativeMemory.held();
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
    long inArrays = NativeMemory.arrays() - arrays;
    long left = NativeMemory.held() - all;
    assertTrue(inArrays <= TIMES * ARRAYS, inArrays + " bytes of arrays after " + TIMES + " times");
    assertTrue(left <= TIMES * handles, left + " bytes left after " + TIMES + " times");
  }

  private Map<String, Runnable> work() {
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    INDArray images = Nd4j.rand(DataType.FLOAT, IMAGES, 3, 48, 48);
    INDArray gradient = images.ulike();
    FrozenNetwork frozen = FrozenNetwork.of(spec, weights);
    Trainer trainer = trainer(weights, List.of());
    Trainer hooked = trainer(weights, List.of(new Passing()));
    MaskSearch search = MaskSearch.of(spec, weights, new MaskSearch.Settings(0.05, 1e-3, 0.5));
    INDArray targets = CrossEntropy.oneHot(labels, 5);
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put("logits", () -> frozen.logits(images).close());
    for (Objective.Output output :
        List.of(Objective.Output.FEATURES, Objective.Output.LOGITS, Objective.Output.stage(1))) {
      Objective objective = new Ascended(output);
      work.put("gradient of " + output, () -> frozen.inputGradient(images, objective, gradient));
    }
    work.put("observing", () -> frozen.observe(images, (name, in, out) -> {}));
    work.put(
        "stages",
        () -> {
          for (INDArray stage : frozen.stages(images)) {
            stage.close();
          }
        });
    work.put("training", () -> trainer.step(images, targets));
    work.put("training with a hook", () -> hooked.step(images, targets));
    work.put("tracking", () -> trainer.track(images));
    work.put("the optimiser's state", () -> trainer.state().release());
    work.put("searching", () -> search.step(images, labels));
    work.put("searching the head", () -> search.stepHead(images, labels));
    work.put("a search's logits", () -> search.logits(images).close());
    work.put("a search's mask", () -> search.mask().values().forEach(INDArray::close));
    work.put("a search's state", () -> search.state().release());
    work.put("opening a search", () -> opened(weights, images));
    work.put("opening a frozen network", () -> openedFrozen(weights, images));
    work.put("opening a network to train", () -> student(images, targets));
    return work;
  }

  private Trainer trainer(StateDict weights, List<StageHook> hooks) {
    return new Trainer(Network.of(spec, weights), new Trainer.Sgd(1e-3, 1e-3, 0.9, 1e-4), hooks);
  }

  private void opened(StateDict weights, INDArray images) {
    try (MaskSearch search =
        MaskSearch.of(spec, weights, new MaskSearch.Settings(0.05, 1e-3, 0.5))) {
      search.step(images, labels);
    }
  }

  private void openedFrozen(StateDict weights, INDArray images) {
    try (FrozenNetwork frozen = FrozenNetwork.of(spec, weights)) {
      frozen.logits(images).close();
    }
  }

  private void student(INDArray images, INDArray targets) {
    try (Network network = Network.create(spec, Randomness.of(2));
        Trainer trainer = new Trainer(network, new Trainer.Sgd(1e-3, 1e-3, 0.9, 1e-4), List.of())) {
      trainer.step(images, targets);
      network.stateDict().release();
    }
  }

  @Test
  void aNetworksOwnWeightsOutliveItOnceAskedFor() {
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(2))) {
      weights = network.stateDict();
    }
    weights.asMap().values().forEach(tensor -> assertTrue(!tensor.wasClosed()));
  }

  @Test
  void whatANetworkWasGivenStaysItsGivers() {
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    INDArray images = Nd4j.rand(DataType.FLOAT, IMAGES, 3, 48, 48);
    opened(weights, images);
    openedFrozen(weights, images);
    Network.of(spec, weights).close();
    weights.asMap().values().forEach(tensor -> assertTrue(!tensor.wasClosed()));
  }
}

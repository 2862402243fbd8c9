package org.heredity.engine;

import java.util.List;
import java.util.Locale;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.NativeMemory;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.zoo.Architectures;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The process in which {@code MemoryPeakTest} measures: works as a suite does, on a heap that is
 * resident from the start. Argument: {@code ARCH:RES:BATCH:MODE}. Prints {@code SAID SEEN}, bytes:
 * what {@link MemoryNeed} says, and what became resident at most since the libraries had been
 * loaded and used.
 */
final class MemoryPeakChild {
  private static final int STEPS = 3;

  private MemoryPeakChild() {}

  public static void main(String[] arguments) {
    String[] parts = arguments[0].split(":");
    Mode mode = Mode.valueOf(parts[3].toUpperCase(Locale.ROOT));
    Architecture architecture =
        Architectures.all().stream().filter(a -> a.name().equals(parts[0])).findAny().orElseThrow();
    NetworkSpec spec =
        new NetworkSpec(
            architecture, architecture.publishedWidth(), 20, Integer.parseInt(parts[1]));
    int batch = Integer.parseInt(parts[2]);
    work(new NetworkSpec(Architectures.cifarResNet(20), 4, 2, 32), 1, mode);
    long before = NativeMemory.peakResident();
    work(spec, batch, mode);
    long seen = NativeMemory.peakResident() - before;
    System.out.println(MemoryNeed.of(spec).bytes(mode, batch) + " " + seen);
  }

  private static void work(NetworkSpec spec, int batch, Mode mode) {
    int side = spec.imageSize();
    INDArray images = Nd4j.rand(DataType.FLOAT, batch, 3, side, side);
    int[] labels = new int[batch];
    Network network = Network.create(spec, Randomness.of(1));
    StateDict weights = network.stateDict();
    if (mode == Mode.TRAIN) {
      INDArray targets = CrossEntropy.oneHot(labels, spec.classes());
      try (Trainer trainer =
          new Trainer(network, new Trainer.Sgd(1e-3, 1e-3, 0.9, 1e-4), List.of())) {
        for (int i = 0; i < STEPS; i++) {
          trainer.step(images, targets);
        }
      }
    } else if (mode == Mode.MASK) {
      try (MaskSearch search =
          MaskSearch.of(spec, weights, new MaskSearch.Settings(0.05, 1e-3, 0.5))) {
        for (int i = 0; i < STEPS; i++) {
          search.step(images, labels);
        }
      }
    } else {
      INDArray gradient = images.ulike();
      try (FrozenNetwork frozen = FrozenNetwork.of(spec, weights)) {
        for (int i = 0; i < STEPS; i++) {
          if (mode == Mode.ATTACK) {
            frozen.inputGradient(images, new TestObjectives.Penultimate(), gradient);
          } else {
            frozen.logits(images).close();
          }
        }
      }
    }
  }
}

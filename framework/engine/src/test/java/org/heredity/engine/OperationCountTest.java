package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Expected numbers: hooks on PyTorch's modules, counting as fvcore's handlers do. */
class OperationCountTest {
  @Test
  void countsAsFvcoreCounts() {
    assertEquals(
        new OperationCount(1_813_561_344L, 512_000, 4_967_424, 25_088),
        OperationCount.dense(new NetworkSpec(Architectures.resnet18(), 64, 1000, 224)));
    assertEquals(
        new OperationCount(4_087_136_256L, 2_048_000, 22_227_968, 100_352),
        OperationCount.dense(new NetworkSpec(Architectures.resnet50(), 64, 1000, 224)));
  }

  /** Torchvision's table: 3.66 and 7.80 giga-operations, 21,797,672 and 44,549,160 parameters. */
  @Test
  void countsTheDeeperNetworksAsTorchvisionDoes() {
    NetworkSpec resnet34 = new NetworkSpec(Architectures.resnet34(), 64, 1000, 224);
    NetworkSpec resnet101 = new NetworkSpec(Architectures.resnet101(), 64, 1000, 224);
    assertEquals(3_663_249_408L + 512_000, OperationCount.dense(resnet34).multiplications());
    assertEquals(7_799_357_440L + 2_048_000, OperationCount.dense(resnet101).multiplications());
    assertEquals(21_797_672, parameters(resnet34));
    assertEquals(44_549_160, parameters(resnet101));
  }

  private static long parameters(NetworkSpec spec) {
    return spec.plan().tensors().entrySet().stream()
        .filter(e -> !e.getKey().contains(".running_") && !e.getKey().endsWith("_tracked"))
        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  @Test
  void roundsSidesAsTheLayersDo() {
    assertEquals(
        new OperationCount(1_550_488, 320, 19_248, 256),
        OperationCount.dense(new NetworkSpec(Architectures.resnet18(), 8, 5, 33)));
  }

  @Test
  void theSparseCountLeavesOutWhatIsZero() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    assertEquals(OperationCount.dense(spec), OperationCount.sparse(spec, weights));
    INDArray stem = weights.get("conv1.weight").dup();
    stem.putScalar(0, 0);
    stem.putScalar(5, 0);
    INDArray head = weights.get("fc.weight").dup();
    head.putScalar(7, 0);
    OperationCount sparse =
        OperationCount.sparse(spec, weights.with("conv1.weight", stem).with("fc.weight", head));
    OperationCount dense = OperationCount.dense(spec);
    assertEquals(dense.convolutions() - 2 * 16 * 16, sparse.convolutions());
    assertEquals(dense.linear() - 1, sparse.linear());
    assertEquals(dense.norms(), sparse.norms());
    assertEquals(dense.total() - 2 * 16 * 16 - 1, sparse.total());
  }
}

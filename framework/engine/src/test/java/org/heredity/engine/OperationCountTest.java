package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Expected numbers: hooks on PyTorch's modules, counting as fvcore's handlers do. */
class OperationCountTest {
  @Test
  void countsAsFvcoreCounts() {
    assertEquals(
        new OperationCount(1_813_561_344L, 512_000, 4_967_424, 25_088),
        OperationCount.dense(new NetworkSpec(ResNet.resnet18(), 64, 1000, 224)));
    assertEquals(
        new OperationCount(4_087_136_256L, 2_048_000, 22_227_968, 100_352),
        OperationCount.dense(new NetworkSpec(ResNet.resnet50(), 64, 1000, 224)));
  }

  @Test
  void roundsSidesAsTheLayersDo() {
    assertEquals(
        new OperationCount(1_550_488, 320, 19_248, 256),
        OperationCount.dense(new NetworkSpec(ResNet.resnet18(), 8, 5, 33)));
  }

  @Test
  void theSparseCountLeavesOutWhatIsZero() {
    NetworkSpec spec = new NetworkSpec(ResNet.resnet18(), 8, 5, 32);
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

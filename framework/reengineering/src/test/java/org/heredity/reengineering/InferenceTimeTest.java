package org.heredity.reengineering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.api.result.Overhead;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.zoo.Architectures;
import org.heredity.reengineering.compact.CompactModel;
import org.heredity.reengineering.compact.Compaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

@Tag("slow")
class InferenceTimeTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, 16);

  @Test
  void measuresWhatIsLeft() {
    StateDict weights;
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      weights = network.stateDict();
    }
    String cut = "layer2.0.conv1.weight";
    INDArray fewer = weights.get(cut).dup();
    for (int filter = 0; filter < 5; filter++) {
      fewer.slice(filter).assign(0);
    }
    StateDict masked = weights.with(cut, fewer);
    OperationCount dense = OperationCount.dense(SPEC);
    OperationCount sparse = OperationCount.sparse(SPEC, masked);
    DirectResult result =
        new DirectResult(
            "bird", 0.9, 0.9, 10, 1000, 900, dense, sparse, 1, List.of(), SPEC, masked);
    CompactModel compact = Compaction.of(SPEC, masked);
    Overhead cost = InferenceTime.of(SPEC, weights, result, compact);
    assertEquals(3 * 8 + 2 * 16 + 2 * 32, cost.channels());
    assertEquals(cost.channels() - 5, cost.channelsKept());
    assertTrue(cost.flopsCompact() < sparse.total(), "batch norm is part of the convolutions");
    assertTrue(cost.original() > 0 && cost.masked() > 0 && cost.compact() > 0);
    assertEquals(cost.original() / cost.compact(), cost.speedUp());
    assertTrue(cost.difference() < 1e-4, "differs by " + cost.difference());
  }
}

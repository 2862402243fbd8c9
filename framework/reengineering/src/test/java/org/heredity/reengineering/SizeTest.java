package org.heredity.reengineering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.heredity.api.result.Kept;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.zoo.Architectures;
import org.heredity.reengineering.compact.Compaction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The architectures' own columns of SEAM's Tables I, III and V. */
class SizeTest {
  private static NetworkSpec vgg16(int classes) {
    return new NetworkSpec(Architectures.cifarVgg16(), 64, classes, 32);
  }

  /** With the projections that the public checkpoints have. */
  private static NetworkSpec resnet20(int classes) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("conv1.weight", Nd4j.create(DataType.FLOAT, 16, 3, 3, 3));
    tensors.put("layer2.0.downsample.0.weight", Nd4j.create(DataType.FLOAT, 32, 16, 1, 1));
    tensors.put("layer3.2.conv1.weight", Nd4j.create(DataType.FLOAT, 64, 64, 3, 3));
    tensors.put("fc.weight", Nd4j.create(DataType.FLOAT, classes, 64));
    return Architectures.cifarResNet(20).recognise(StateDict.of(tensors), 32).orElseThrow();
  }

  private static String millions(long number) {
    return String.format(Locale.ROOT, "%.2f", number / 1e6);
  }

  @Test
  void weightsAreThoseOfTableOne() {
    assertEquals(15_245_130, Size.of(vgg16(10)).weights());
    assertEquals("15.25", millions(Size.of(vgg16(10)).weights()));
    assertEquals("15.29", millions(Size.of(vgg16(100)).weights()));
    assertEquals("0.27", millions(Size.of(resnet20(10)).weights()));
    assertEquals("0.28", millions(Size.of(resnet20(100)).weights()));
    NetworkSpec resnet50 = new NetworkSpec(Architectures.resnet50(), 64, 1000, 224);
    assertEquals("25.50", millions(Size.of(resnet50).weights()));
  }

  @Test
  void neuronsAreThoseOfTableThree() {
    assertEquals(200_704, Size.of(resnet20(10)).neurons());
    NetworkSpec identities = new NetworkSpec(Architectures.cifarResNet(20), 16, 10, 32);
    assertEquals(188_416, Size.of(identities).neurons());
    assertEquals(276_480, Size.of(vgg16(10)).neurons());
  }

  @Test
  void operationsAreThoseOfTableFive() {
    assertEquals(314_278_912, OperationCount.dense(vgg16(10)).total());
    assertEquals(41_218_688, OperationCount.dense(resnet20(10)).total());
    // The table has 314.33.
    assertEquals("314.32", millions(OperationCount.dense(vgg16(100)).total()));
    assertEquals("41.22", millions(OperationCount.dense(resnet20(100)).total()));
    NetworkSpec resnet50 = new NetworkSpec(Architectures.resnet50(), 64, 1000, 224);
    // The table has 4111.53.
    assertEquals("4111.51", millions(OperationCount.dense(resnet50).total()));
  }

  @Test
  void aNeuronIsGoneIfItsChannelIsTheSameForAllImagesOrNobodyReadsIt() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, 16);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    INDArray constant = weights.get("layer2.0.conv1.weight").dup();
    constant.slice(3).assign(0);
    INDArray unread = weights.get("layer3.0.conv2.weight").dup();
    for (int filter = 0; filter < 32; filter++) {
      unread.slice(filter).slice(7).assign(0);
      unread.slice(filter).slice(9).assign(0);
    }
    StateDict masked =
        weights.with("layer2.0.conv1.weight", constant).with("layer3.0.conv2.weight", unread);
    Kept kept = Size.kept(spec, Compaction.of(spec, masked), 1000);
    assertEquals(kept.neurons() - 8 * 8 - 2 * 4 * 4, kept.neuronsKept());
    assertEquals(kept.kernels() - 3, kept.kernelsKept());
    assertEquals(1000, kept.weightsKept());
    assertEquals(Size.of(spec).weights(), kept.weights());
  }
}

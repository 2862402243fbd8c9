package org.heredity.reengineering.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Head;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.zoo.Architectures;
import org.heredity.reengineering.AppendedHead;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compact networks compute what the masked networks do that they are made from. */
class CompactInferenceTest {
  private static final double TOLERANCE = 1e-4;

  /** What share of single weights, and of whole filters and of whole inputs of filters, is zero. */
  record Masks(double single, double whole) {}

  static Stream<NetworkSpec> networks() {
    NetworkSpec cifar = new NetworkSpec(Architectures.cifarResNet(20), 8, 10, 32);
    return Stream.of(
        new NetworkSpec(Architectures.resnet18(), 8, 5, 64),
        new NetworkSpec(Architectures.resnet50(), 4, 5, 33),
        cifar,
        projected(8),
        new NetworkSpec(Architectures.cifarVgg16(), 8, 10, 32),
        new NetworkSpec(new AppendedHead(cifar), 8, 2, 32));
  }

  /** A CIFAR network whose shortcuts are projections, as many checkpoints have them. */
  static NetworkSpec projected(int width) {
    Map<String, INDArray> names = new LinkedHashMap<>();
    names.put("conv1.weight", Nd4j.ones(width, 3, 3, 3));
    names.put("fc.weight", Nd4j.ones(10, 4 * width));
    names.put("layer3.2.conv1.weight", Nd4j.ones(1));
    names.put("layer2.0.downsample.0.weight", Nd4j.ones(1));
    return Architectures.cifarResNet(20).recognise(StateDict.of(names), 32).orElseThrow();
  }

  static StateDict masked(NetworkSpec spec, Masks masks, long seed) {
    StateDict weights = Formula.weights(spec, seed);
    Map<String, INDArray> tensors = new LinkedHashMap<>(weights.asMap());
    for (Map.Entry<String, INDArray> entry : tensors.entrySet()) {
      INDArray tensor = entry.getValue();
      if (tensor.rank() < 2) {
        continue;
      }
      Randomness random = Randomness.of(seed).at(entry.getKey());
      Randomness filters = random.at("filters");
      Randomness inputs = random.at("inputs");
      float[] values = tensor.dup('c').data().asFloat();
      int in = (int) tensor.size(1);
      int each = (int) (values.length / tensor.size(0) / in);
      for (int i = 0; i < values.length; i++) {
        boolean zero =
            random.uniformDouble(i) < masks.single
                || filters.uniformDouble(i / each / in) < masks.whole
                || inputs.uniformDouble(i / each % in) < masks.whole;
        values[i] = zero ? 0 : values[i];
      }
      entry.setValue(Nd4j.createFromArray(values).reshape(tensor.shape()));
    }
    return StateDict.of(tensors);
  }

  /** An image with a value beyond all pixels, and one that is no number. */
  @Test
  void anImageThatIsOddLeavesItsNeighboursAlone() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 8, 10, 32);
    StateDict weights = masked(spec, new Masks(0.9, 0), 5);
    CompactModel model = Compaction.of(spec, weights);
    INDArray images = Formula.images(4, 32, 1);
    INDArray odd = images.dup('c');
    odd.putScalar(new long[] {1, 0, 7, 7}, 2000);
    odd.putScalar(new long[] {2, 0, 7, 7}, Float.NaN);
    try (CompactInference dense = CompactInference.dense(model);
        CompactInference skipping = CompactInference.skipping(model);
        FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      for (CompactInference compact : List.of(dense, skipping)) {
        INDArray usual = compact.logits(images);
        INDArray logits = compact.logits(odd);
        assertEquals(usual.getRow(0), logits.getRow(0));
        assertEquals(usual.getRow(3), logits.getRow(3));
        assertSame(network.logits(odd).getRow(1), logits.getRow(1), "large");
        assertEquals(10, logits.getRow(2).isNaN().castTo(logits.dataType()).sumNumber().intValue());
      }
    }
  }

  private static void assertSame(INDArray expected, INDArray found, String what) {
    double scale = Math.max(1, expected.amaxNumber().doubleValue());
    assertEquals(0, expected.sub(found).amaxNumber().doubleValue() / scale, TOLERANCE, what);
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("slow")
  void computesWhatTheMaskedNetworkDoes(NetworkSpec spec) {
    INDArray images = Formula.images(3, spec.imageSize(), 1);
    int before = 0;
    for (Masks masks :
        List.of(
            new Masks(0, 0),
            new Masks(0.5, 0),
            new Masks(0.9, 0),
            new Masks(0.97, 0),
            new Masks(0.995, 0),
            new Masks(0, 0.3),
            new Masks(0.5, 0.6),
            new Masks(0, 0.9))) {
      StateDict weights = masked(spec, masks, 5);
      CompactModel model = Compaction.of(spec, weights);
      try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
          CompactInference compact = CompactInference.dense(model)) {
        assertSame(network.logits(images), compact.logits(images), spec + " " + masks);
      }
      if (masks.whole == 0) {
        assertTrue(model.removed() >= before, "more zeros leave fewer channels");
        before = model.removed();
      } else {
        assertTrue(model.removed() > 0.2 * model.channels(), masks + " " + model.removed());
      }
    }
  }

  @Test
  void aDenseNetworkKeepsAllItsChannels() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 4, 3, 32);
    CompactModel model = Compaction.of(spec, Formula.weights(spec, 1));
    assertEquals(0, model.removed());
    OperationCount dense = OperationCount.dense(spec);
    OperationCount compact = OperationCount.dense(model.plan(), model.imageSize());
    assertEquals(dense.multiplications(), compact.multiplications());
    assertEquals(dense.pools(), compact.pools());
    assertEquals(0, compact.norms());
  }

  @Test
  void bothBackendsAddTheMaps() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 8, 10, 32);
    CompactModel model = Compaction.of(spec, masked(spec, new Masks(0.9, 0.3), 2));
    assertFalse(model.plan().nodes(Node.Offset.class).isEmpty());
    INDArray images = Formula.images(2, 32, 2);
    Nd4jRunner plain =
        new Nd4jRunner(model.plan(), model.weights(), Mode.INFER, List.of(), List.of());
    INDArray logits = new Head(model.plan().head(), model.weights()).forward(plain.forward(images));
    try (CompactInference compact = CompactInference.dense(model)) {
      assertSame(logits, compact.logits(images), "on both backends");
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("slow")
  void leavingOutZerosChangesNothing(NetworkSpec spec) {
    for (int batch : new int[] {1, 5, 16, 35}) {
      INDArray images = Formula.images(batch, spec.imageSize(), batch);
      for (double zero : new double[] {0, 0.5, 0.8, 0.95}) {
        CompactModel model = Compaction.of(spec, masked(spec, new Masks(zero, 0.2), 4));
        try (CompactInference dense = CompactInference.dense(model);
            CompactInference skipping = CompactInference.skipping(model)) {
          String what = spec + ", " + zero + " zero, batch " + batch;
          assertSame(dense.logits(images), skipping.logits(images), what);
        }
      }
    }
  }

  @Test
  void whatIsSparseSkips() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 8, 10, 32);
    CompactModel sparse = Compaction.of(spec, masked(spec, new Masks(0.9, 0), 6));
    CompactModel whole = Compaction.of(spec, Formula.weights(spec, 6));
    Speeds slow = new Speeds(20, 20, 100, 200);
    assertTrue(slow.skippingWins(sparse));
    assertFalse(slow.skippingWins(whole));
    assertTrue(new Speeds(20, 120, 100, 200).skippingWins(whole));
    try (CompactInference inference = CompactInference.skipping(sparse)) {
      assertTrue(inference.skipping().contains("layer1.0.conv1"));
    }
    try (CompactInference inference = CompactInference.dense(sparse)) {
      assertEquals(List.of(), inference.skipping());
    }
  }

  @Test
  void whatDependsOnNoImageIsAConstant() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarVgg16(), 4, 3, 32);
    StateDict weights = Formula.weights(spec, 1);
    String cut = "features.20.weight";
    weights = weights.with(cut, weights.get(cut).mul(0));
    CompactModel model = Compaction.of(spec, weights);
    assertEquals(model.channels(), model.removed());
    INDArray images = Formula.images(2, 32, 1);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
        CompactInference compact = CompactInference.dense(model)) {
      assertSame(network.logits(images), compact.logits(images), "constant logits");
    }
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 4, 3, 32);
    CompactModel model = Compaction.of(spec, Formula.weights(spec, 1));
    try (CompactInference compact = CompactInference.of(model)) {
      assertEquals(
          "the compact network is made for images of 32 pixels, got 64 x 64",
          assertThrows(
                  IllegalArgumentException.class, () -> compact.logits(Formula.images(1, 64, 1)))
              .getMessage());
    }
  }

  /** ResNet20 with projections, as SEAM's checkpoint has them: its Table V tells 41.22 million. */
  @Test
  void countsSeamsNetworkAsPublished() {
    OperationCount count = OperationCount.dense(projected(16));
    assertEquals(new OperationCount(40_812_544, 640, 401_408, 4_096), count);
    assertEquals(41.22, count.total() / 1e6, 0.005);
  }
}

package org.heredity.reengineering.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Head;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.ConvolutionKernel;
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
class CompactNetworkTest {
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

  @Test
  void aSparseKernelKeepsNaN() {
    Node.Conv conv = new Node.Conv("c", "input", 2, 2, 3, 1, 1, true);
    float[] weights = new float[2 * 2 * 9];
    weights[4] = 1;
    float[] source = new float[2 * 16 * 2];
    source[(5 * 2) + 1] = Float.NaN;
    float[] result = new float[source.length];
    new SparseKernel(
            conv, weights, new float[][] {{-1}, {-1}}, new ConvolutionKernel.Shape(2, 4, 4))
        .run(FloatBuffer.wrap(source), null, true, FloatBuffer.wrap(result));
    assertEquals(Float.NaN, result[11]);
    for (int i = 0; i < result.length; i += 2) {
      assertEquals(0, result[i], "of the other image, " + i);
    }
  }

  /** An image with a value beyond all pixels, and one beyond single precision. */
  @Test
  void imagesThatMayOverflowGetWhatThePlainWayGives() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 8, 10, 32);
    StateDict weights = masked(spec, new Masks(0.9, 0), 5);
    CompactModel model = CompactNetwork.compact(spec, weights);
    INDArray images = Formula.images(4, 32, 1);
    INDArray odd = images.dup('c');
    odd.putScalar(new long[] {1, 0, 7, 7}, 2000);
    odd.putScalar(new long[] {2, 0, 7, 7}, Float.NaN);
    Set<String> sparse = Set.of("layer1.0.conv1", "layer2.1.conv2");
    try (CompactNetwork compact = CompactNetwork.of(model, sparse);
        FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      INDArray usual = compact.logits(images);
      INDArray logits = compact.logits(odd);
      assertEquals(usual.getRow(0), logits.getRow(0));
      assertEquals(usual.getRow(3), logits.getRow(3));
      assertSame(network.logits(odd).getRow(1), logits.getRow(1), "large");
      assertEquals(10, logits.getRow(2).isNaN().castTo(logits.dataType()).sumNumber().intValue());
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
      CompactModel model = CompactNetwork.compact(spec, weights);
      try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
          CompactNetwork compact = CompactNetwork.of(model)) {
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
    CompactModel model = CompactNetwork.compact(spec, Formula.weights(spec, 1));
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
    CompactModel model = CompactNetwork.compact(spec, masked(spec, new Masks(0.9, 0.3), 2));
    assertFalse(model.plan().nodes(Node.Offset.class).isEmpty());
    INDArray images = Formula.images(2, 32, 2);
    Nd4jRunner plain =
        new Nd4jRunner(model.plan(), model.weights(), Mode.INFER, List.of(), List.of());
    INDArray logits = new Head(model.plan().head(), model.weights()).forward(plain.forward(images));
    try (CompactNetwork compact = CompactNetwork.of(model)) {
      assertSame(logits, compact.logits(images), "on both backends");
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("slow")
  void sparseKernelsComputeTheSame(NetworkSpec spec) {
    for (int batch : new int[] {1, 5, 16}) {
      INDArray images = Formula.images(batch, spec.imageSize(), batch);
      CompactModel model = CompactNetwork.compact(spec, masked(spec, new Masks(0.8, 0.2), 4));
      Set<String> all = KernelChoice.densities(model).keySet();
      Set<String> some = new TreeSet<>(all);
      some.removeIf(name -> name.hashCode() % 2 == 0);
      assertTrue(!some.isEmpty() && some.size() < all.size());
      try (CompactNetwork dense = CompactNetwork.of(model);
          CompactNetwork sparse = CompactNetwork.of(model, all);
          CompactNetwork mixed = CompactNetwork.of(model, some)) {
        INDArray logits = dense.logits(images);
        assertSame(logits, sparse.logits(images), spec + ", all sparse, batch " + batch);
        assertSame(logits, mixed.logits(images), spec + ", some sparse, batch " + batch);
      }
    }
  }

  @Test
  void theChoiceFollowsTheTimes() {
    Map<String, Double> densities = Map.of("a", 0.04, "b", 0.1, "c", 0.4, "d", 0.9);
    KernelChoice cheap = new KernelChoice(sparse -> 10 - sparse.size());
    assertEquals(Set.of("a", "b", "c"), cheap.among(densities));
    KernelChoice dear = new KernelChoice(sparse -> 10 + sparse.size());
    assertEquals(Set.of(), dear.among(densities));
    KernelChoice one = new KernelChoice(sparse -> sparse.equals(Set.of("b")) ? 1 : 10);
    assertEquals(Set.of("b"), one.among(densities));
    KernelChoice noise = new KernelChoice(sparse -> 10 - 0.05 * sparse.size());
    assertEquals(Set.of(), noise.among(densities));
  }

  @Test
  @Tag("slow")
  void whatIsChosenComputesTheSame() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, 16);
    CompactModel model = CompactNetwork.compact(spec, masked(spec, new Masks(0.9, 0), 6));
    INDArray images = Formula.images(16, 16, 1);
    Set<String> chosen = CompactNetwork.sparseWhereFaster(model, images);
    assertTrue(KernelChoice.densities(model).keySet().containsAll(chosen));
    try (CompactNetwork dense = CompactNetwork.of(model);
        CompactNetwork fastest = CompactNetwork.of(model, chosen)) {
      assertSame(dense.logits(images), fastest.logits(images), "chosen " + chosen);
    }
  }

  @Test
  void whatDependsOnNoImageIsAConstant() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarVgg16(), 4, 3, 32);
    StateDict weights = Formula.weights(spec, 1);
    String cut = "features.20.weight";
    weights = weights.with(cut, weights.get(cut).mul(0));
    CompactModel model = CompactNetwork.compact(spec, weights);
    assertEquals(model.channels(), model.removed());
    INDArray images = Formula.images(2, 32, 1);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
        CompactNetwork compact = CompactNetwork.of(model)) {
      assertSame(network.logits(images), compact.logits(images), "constant logits");
    }
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 4, 3, 32);
    try (CompactNetwork compact =
        CompactNetwork.of(CompactNetwork.compact(spec, Formula.weights(spec, 1)))) {
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

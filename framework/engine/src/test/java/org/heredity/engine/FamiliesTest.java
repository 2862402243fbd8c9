package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A narrow network of every family against its program's own class, in double precision. */
@Tag("slow")
class FamiliesTest {
  private static final int CLASSES = 5;
  private static final int BATCH = 4;

  /** What is expected to be exact but for rounding, unless PyTorch's own rounding is worse. */
  private static final double TOLERANCE = 2e-3;

  private static final double TOO_MUCH = 0.05;
  private static final int LOTS = 10;

  /** The networks of make_families.py and make_timm.py. */
  static Stream<NetworkSpec> networks() {
    List<NetworkSpec> all = new ArrayList<>();
    for (int layers : new int[] {11, 13, 16, 19}) {
      all.add(spec("vgg" + layers, 4, 32));
      all.add(spec("vgg" + layers + "_bn", 4, 32));
    }
    all.add(spec("mobilenet_v2", 8, 64));
    all.add(spec("densenet121", 8, 64));
    for (int number = 0; number < 4; number++) {
      all.add(spec("efficientnet_b" + number, 8, 64));
    }
    all.add(spec("mobilenet_v3_large", 8, 64));
    all.add(spec("mobilenet_v3_small", 8, 64));
    all.add(spec("shufflenet_v2_x1_0", 12, 64));
    all.add(spec("googlenet", 8, 64));
    all.add(spec("regnet_y_400mf", 32, 64));
    all.add(spec("alexnet", 4, 64));
    all.add(spec("squeezenet1_1", 8, 64));
    all.add(spec("convnext_tiny", 8, 64));
    all.add(spec("resnet26", 8, 64));
    all.add(spec("resnet18d", 4, 72));
    all.add(spec("resnet50d", 4, 64));
    all.add(spec("mobilenetv3_large_100", 16, 64));
    all.add(spec("mobilenetv3_small_100", 16, 64));
    all.add(spec("resnet152", 4, 64));
    all.add(spec("resnext50_32x4d", 16, 64));
    all.add(spec("wide_resnet50_2", 8, 64));
    return all.stream();
  }

  private static NetworkSpec spec(String name, int width, int side) {
    return new NetworkSpec(Architectures.named(name), width, CLASSES, side);
  }

  /** Where rounding decides no ReLU6's gradient. */
  private static int seed(NetworkSpec spec) {
    return spec.architecture().name().equals("mobilenet_v2") ? 2 : 1;
  }

  private static Rows expected(NetworkSpec spec) {
    return Rows.of("family_" + spec.architecture().name() + ".txt");
  }

  private static StateDict weights(NetworkSpec spec) {
    return Formula.weights(spec, seed(spec));
  }

  private static INDArray images(NetworkSpec spec) {
    return Formula.images(BATCH, spec.imageSize(), seed(spec));
  }

  private static Objective objective() {
    return new TestObjectives.Labels(Formula.labels(BATCH, CLASSES));
  }

  /** All running statistics, one behind the other. */
  private static void running(
      NetworkSpec spec, Map<String, INDArray> tensors, Map<String, INDArray> into) {
    List<INDArray> all = new ArrayList<>();
    for (String name : spec.plan().tensors().keySet()) {
      if (name.contains(".running_")) {
        all.add(tensors.get(name));
      }
    }
    if (!all.isEmpty()) {
      into.put("running", Nd4j.concat(0, all.toArray(INDArray[]::new)));
    }
  }

  /**
   * Compares with PyTorch.
   *
   * @param exactly the tolerance; 0 for that of single precision
   * @return how far the worst gradient is off, in tolerances; all else is asserted
   */
  private static double compare(
      NetworkSpec spec, String mode, Map<String, INDArray> results, double exactly) {
    Rows rows = expected(spec);
    Map<String, double[]> single = rows.behind("single." + mode);
    Map<String, double[]> wanted = rows.behind(mode);
    assertTrue(wanted.size() > 1);
    double worst = 0;
    for (Map.Entry<String, double[]> row : wanted.entrySet()) {
      String name = row.getKey();
      boolean gradient = name.startsWith("grad.");
      String quantity = gradient ? name.substring("grad.".length()) : name;
      double off = Rows.deviation(row.getValue(), quantity, results.get(name));
      double rounding = single.get(gradient ? "grad" : name)[0];
      double tolerance = exactly > 0 ? exactly : Math.max(TOLERANCE, 5 * rounding);
      if (gradient) {
        worst = Math.max(worst, off / tolerance);
      } else if (tolerance < TOO_MUCH) {
        assertTrue(off < tolerance, spec + " " + mode + name + " is off by " + off);
      }
    }
    return worst;
  }

  private static Map<String, INDArray> trained(NetworkSpec spec, INDArray images) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    Plan plan = spec.plan();
    Head head = new Head(plan.head(), weights(spec));
    try (Runner runner =
        new DnnRunner(plan, weights(spec), Mode.TRAIN, List.of(), List.of(), false)) {
      INDArray features = runner.forward(images);
      INDArray logits = head.forward(features);
      results.put("logits", logits);
      INDArray logitGradient = logits.ulike();
      objective().evaluate(logits, logitGradient);
      head.gradients(features, logitGradient);
      runner.backward(head.backward(logitGradient));
      runner.gradients().forEach((name, g) -> results.put("grad." + name, g));
      results.put("grad." + plan.head() + ".weight", head.weightGradient());
      results.put("grad." + plan.head() + ".bias", head.biasGradient());
      running(spec, runner.tensors(), results);
    }
    return results;
  }

  /** In double precision, which is compared with PyTorch by itself. */
  private static Map<String, INDArray> exactly(NetworkSpec spec, INDArray images) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    try (DoubleNetwork network = DoubleNetwork.of(spec, weights(spec), Mode.TRAIN)) {
      network.differentiate(images.castTo(DataType.DOUBLE), objective());
      network.gradients().forEach((name, g) -> results.put("grad." + name, g.dup('c')));
      running(spec, network.tensors(), results);
    }
    return results;
  }

  /** How far the worst gradient is off, of its length. */
  private static double deviation(Map<String, INDArray> exact, Map<String, INDArray> results) {
    double worst = 0;
    for (Map.Entry<String, INDArray> one : exact.entrySet()) {
      INDArray wanted = one.getValue();
      // A bias before batch norm has no gradient but for rounding.
      if (wanted.amaxNumber().doubleValue() > 1e-12) {
        INDArray found = results.get(one.getKey()).castTo(DataType.DOUBLE);
        INDArray off = found.reshape(wanted.shape()).sub(wanted);
        worst = Math.max(worst, length(off) / length(wanted));
      }
    }
    return worst;
  }

  private static double length(INDArray values) {
    return values.norm2Number().doubleValue();
  }

  /**
   * Where rounding, which processors differ in, decides on which side of a ReLU's corner a value
   * is, the gradients are others, and batch norms of few values make much of little. Then other
   * images decide, of which one lot has to agree.
   */
  private static void agreesOnOtherImages(NetworkSpec spec) {
    double best = Double.MAX_VALUE;
    for (int lot = 2; lot <= LOTS && best > TOO_MUCH; lot++) {
      INDArray images = Formula.images(BATCH, spec.imageSize(), seed(spec) + 100 * lot);
      best = Math.min(best, deviation(exactly(spec, images), trained(spec, images)));
    }
    assertTrue(best < TOO_MUCH, spec + "'s gradients are off by " + best + " at least");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theFastOneEqualsPyTorch(NetworkSpec spec) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray images = images(spec);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights(spec))) {
      results.put("logits", network.logits(images));
      INDArray gradient = images.ulike();
      network.inputGradient(images, objective(), gradient);
      results.put("images", gradient);
    }
    compare(spec, "eval.", results, 0);
    if (compare(spec, "train.", trained(spec, images), 0) > 1) {
      agreesOnOtherImages(spec);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theReferenceEqualsPyTorch(NetworkSpec spec) {
    INDArray images = images(spec).castTo(DataType.DOUBLE);
    Map<String, INDArray> results = new LinkedHashMap<>();
    try (DoubleNetwork network = DoubleNetwork.of(spec, weights(spec), Mode.ATTACK)) {
      results.put("logits", network.logits(images));
      network.differentiate(images, objective());
      results.put("images", network.imageGradient(images));
    }
    // Folded weights are floats.
    compare(spec, "eval.", results, 1e-3);
    try (DoubleNetwork network = DoubleNetwork.of(spec, weights(spec), Mode.TRAIN)) {
      results.put("logits", network.logits(images));
    }
    results.putAll(exactly(spec, images));
    assertTrue(compare(spec, "train.", results, 1e-6) < 1, spec + "'s gradients are off");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void deeplearning4jComputesTheSame(NetworkSpec spec) {
    INDArray images = images(spec);
    try (Network network = Network.of(spec, weights(spec));
        FrozenNetwork frozen = FrozenNetwork.of(spec, weights(spec))) {
      INDArray probabilities = network.graph().output(false, images)[0];
      INDArray expected = Transforms.softmax(frozen.logits(images));
      double off = expected.sub(probabilities).amaxNumber().doubleValue();
      assertTrue(off < 1e-4, spec + " is off by " + off);
      assertEquals(weights(spec).digest(), network.stateDict().digest());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isInferredFromItsTensors(NetworkSpec spec) {
    NetworkSpec found =
        spec.architecture().recognise(weights(spec), spec.imageSize()).orElseThrow();
    assertEquals(spec, found);
    for (Architecture other : Architectures.all()) {
      boolean same = other.name().equals(spec.architecture().name());
      assertEquals(same, other.recognise(weights(spec), 64).isPresent(), other.name());
    }
  }
}

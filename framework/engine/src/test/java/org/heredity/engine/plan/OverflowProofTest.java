package org.heredity.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Architecture;
import org.heredity.engine.Formula;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Bounds hold for every value of networks that are run, and are reached where they can be. */
class OverflowProofTest {
  private static NetworkSpec spec(String architecture, int width, int side) {
    Architecture found =
        Architectures.all().stream()
            .filter(candidate -> candidate.name().equals(architecture))
            .findFirst()
            .orElseThrow();
    return new NetworkSpec(found, width, 3, side);
  }

  private static StateDict scaled(StateDict weights, double factor, String... names) {
    Map<String, INDArray> tensors = new LinkedHashMap<>(weights.asMap());
    for (String name : names) {
      tensors.computeIfPresent(name, (key, tensor) -> tensor.mul(factor));
    }
    return StateDict.of(tensors);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 4, 32, 1, 1",
    "resnet18, 4, 32, 2, 1000",
    "resnet50, 2, 32, 3, 30",
    "resnet20, 4, 16, 4, 1",
    "resnet20, 4, 16, 5, 0.001",
    "vgg16-bn-cifar, 2, 32, 6, 3"
  })
  void noValueIsLargerThanItsBound(
      String architecture, int width, int side, long seed, double largest) {
    NetworkSpec spec = spec(architecture, width, side);
    StateDict weights = Formula.weights(spec, seed);
    Plan plan = spec.plan();
    Map<String, double[]> bounds = new Bounds(plan, weights).behind(-1, largest, Double.MAX_VALUE);
    assertEquals(plan.nodes().size(), bounds.size());
    Nd4jRunner runner = new Nd4jRunner(plan, weights, Mode.OBSERVE, List.of(), List.of());
    INDArray images = Formula.images(3, side, seed);
    images.muli(largest / images.amaxNumber().doubleValue());
    runner.forward(images);
    bounds.forEach(
        (node, bound) -> {
          INDArray most = Transforms.abs(runner.value(node)).max(0, 2, 3);
          for (int c = 0; c < most.length(); c++) {
            double limit = bound.length == 1 ? bound[0] : bound[c];
            assertTrue(most.getDouble(c) <= limit * (1 + 1e-5), node + ", channel " + c);
          }
        });
  }

  /** The image of a channel's signs is what makes most of it. */
  @Test
  void anImageReachesTheBoundOfTheFirstConvolution() {
    NetworkSpec spec = spec("resnet20", 4, 16);
    StateDict weights = Formula.weights(spec, 1);
    Plan plan = spec.plan();
    Map<String, double[]> bounds = new Bounds(plan, weights).behind(-1, 2, Double.MAX_VALUE);
    INDArray kernel = weights.get("conv1.weight");
    Nd4jRunner runner = new Nd4jRunner(plan, weights, Mode.OBSERVE, List.of(), List.of());
    for (int o = 0; o < 4; o++) {
      INDArray images = Nd4j.zeros(1, 3, 16, 16);
      for (int i = 0; i < 27; i++) {
        images.putScalar(
            new long[] {0, i / 9, i / 3 % 3, i % 3},
            2 * Math.signum(kernel.getDouble(o, i / 9, i / 3 % 3, i % 3)));
      }
      runner.forward(images);
      assertEquals(
          bounds.get("conv1")[o], runner.value("conv1").getDouble(0, o, 1, 1), 1e-5, "" + o);
    }
  }

  @Test
  void aShallowNetworkNeedsNoCheckpoint() {
    NetworkSpec spec = spec("resnet18", 64, 32);
    try (Network fresh = Network.create(spec, Randomness.of(1))) {
      OverflowProof proof = OverflowProof.of(spec.plan(), fresh.stateDict(), 32);
      assertEquals(new OverflowProof(true, List.of()), proof);
    }
  }

  @Test
  void aDeepOneHasFewWhereLittleIsToBeLookedAt() {
    NetworkSpec spec = spec("resnet50", 64, 224);
    Plan plan = spec.plan();
    StateDict weights = Formula.weights(spec, 1);
    OverflowProof proof = OverflowProof.of(plan, weights, 224);
    assertTrue(proof.holds());
    assertFalse(proof.checkpoints().isEmpty());
    Map<String, int[]> shapes = plan.shapes(224);
    long numbers =
        proof.checkpoints().stream()
            .mapToLong(
                name -> (long) shapes.get(name)[0] * shapes.get(name)[1] * shapes.get(name)[1])
            .sum();
    assertTrue(numbers < 900_000, proof.checkpoints() + ": " + numbers);
    // From each checkpoint the bounds hold to the next one, and from the last to the end.
    Bounds bounds = new Bounds(plan, weights);
    List<String> names = plan.nodes().stream().map(Node::name).toList();
    int place = -1;
    double largest = OverflowProof.IMAGES;
    for (String checkpoint : proof.checkpoints()) {
      assertTrue(bounds.behind(place, largest, OverflowProof.LIMIT).containsKey(checkpoint));
      place = names.indexOf(checkpoint);
      largest = OverflowProof.VALUES;
    }
    assertTrue(bounds.behind(place, largest, OverflowProof.LIMIT).containsKey(plan.features()));
  }

  /** Of random weights; where there is none, every image is computed twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mobilenet_v2",
        "mobilenet_v3_large",
        "efficientnet_b0",
        "densenet121",
        "googlenet",
        "shufflenet_v2_x1_0",
        "vgg16",
        "alexnet",
        "squeezenet1_1"
      })
  void thereIsOneOfEveryFamily(String name) {
    int width = name.startsWith("shuffle") ? 12 : 8;
    NetworkSpec spec = new NetworkSpec(Architectures.named(name), width, 5, 64);
    try (Network fresh = Network.create(spec, Randomness.of(1))) {
      assertTrue(OverflowProof.of(spec.plan(), fresh.stateDict(), 64).holds());
    }
    assertTrue(OverflowProof.of(spec.plan(), Formula.weights(spec, 1), 64).holds());
  }

  @Test
  void hugeWeightsHaveNoProofAndLargeOnesACheckpoint() {
    NetworkSpec spec = spec("resnet18", 4, 32);
    StateDict weights = Formula.weights(spec, 1);
    Plan plan = spec.plan();
    assertFalse(OverflowProof.of(plan, scaled(weights, 1e34, "layer2.0.conv1.weight"), 32).holds());
    assertFalse(
        OverflowProof.of(plan, scaled(weights, -1, "layer2.0.bn1.running_var"), 32).holds());
    OverflowProof large = OverflowProof.of(plan, scaled(weights, 1e15, "layer2.0.bn1.weight"), 32);
    assertTrue(large.holds());
    assertFalse(large.checkpoints().isEmpty());
  }
}

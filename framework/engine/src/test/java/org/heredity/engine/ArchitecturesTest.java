package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Every architecture, by each way that computes it. */
class ArchitecturesTest {
  static Stream<NetworkSpec> networks() {
    return Stream.of(
        new NetworkSpec(Architectures.resnet18(), 8, 5, 64),
        new NetworkSpec(Architectures.resnet34(), 4, 5, 64),
        new NetworkSpec(Architectures.resnet50(), 4, 5, 64),
        new NetworkSpec(Architectures.resnet101(), 4, 5, 64),
        new NetworkSpec(Architectures.cifarResNet(20), 8, 5, 32),
        new NetworkSpec(Architectures.cifarVgg16(), 8, 5, 32));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isInferredFromItsTensors(NetworkSpec spec) {
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    NetworkSpec inferred = spec.architecture().recognise(weights, spec.imageSize()).orElseThrow();
    assertEquals(spec.width(), inferred.width());
    assertEquals(spec.classes(), inferred.classes());
    for (Architecture other : Architectures.all()) {
      boolean same = other.name().equals(spec.architecture().name());
      assertEquals(same, other.recognise(weights, 64).isPresent(), other.name());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void graphComputesWhatTheCompiledFormComputes(NetworkSpec spec) {
    StateDict weights = Formula.weights(spec, 5);
    INDArray images = Formula.images(4, spec.imageSize(), 5);
    try (Network network = Network.of(spec, weights);
        FrozenNetwork frozen = FrozenNetwork.of(spec, weights)) {
      ComputationGraph graph = network.graph();
      INDArray probabilities = graph.output(false, images)[0];
      INDArray logits = frozen.logits(images);
      for (int n = 0; n < 4; n++) {
        double sum = 0;
        for (int c = 0; c < 5; c++) {
          sum += Math.exp(logits.getDouble(n, c) - logits.getRow(n).maxNumber().doubleValue());
        }
        for (int c = 0; c < 5; c++) {
          double p = Math.exp(logits.getDouble(n, c) - logits.getRow(n).maxNumber().doubleValue());
          assertEquals(p / sum, probabilities.getDouble(n, c), 1e-5);
        }
      }
      assertEquals(weights.digest(), network.stateDict().digest());
    }
  }

  /** Through 101 layers rounding grows to a hundredth of the gradient, on both backends. */
  static Stream<NetworkSpec> trained() {
    return networks().filter(spec -> !spec.architecture().name().equals("resnet101"));
  }

  /** Of two draws the better: where a ReLU's input is near 0, rounding decides its gradient. */
  @ParameterizedTest
  @MethodSource("trained")
  @Tag("slow")
  void bothBackendsTrainAlike(NetworkSpec spec) {
    double off = Math.min(differenceInTraining(spec, 5), differenceInTraining(spec, 6));
    assertTrue(off < 1e-4, "off by " + off);
  }

  /** Of the tensors after a step; the largest difference, relative to the tensor's largest. */
  private static double differenceInTraining(NetworkSpec spec, int seed) {
    StateDict weights = Formula.weights(spec, seed);
    Plan plan = spec.plan();
    INDArray images = Formula.images(8, spec.imageSize(), seed);
    List<String> stages = spec.architecture().stages();
    Runner[] both = {
      new DnnRunner(plan, weights, Mode.TRAIN, stages, List.of(), false),
      new Nd4jRunner(plan, weights, Mode.TRAIN, stages, List.of())
    };
    for (Runner runner : both) {
      INDArray features = runner.forward(images);
      runner.backward(features.div(100));
      runner.sgd(0.001, 0.9, 1e-3);
    }
    Map<String, INDArray> expected = both[1].tensors();
    Map<String, INDArray> actual = both[0].tensors();
    assertEquals(expected.keySet(), actual.keySet());
    double worst = 0;
    for (var entry : expected.entrySet()) {
      INDArray value = entry.getValue();
      double scale = Math.max(1e-6, value.amaxNumber().doubleValue());
      INDArray difference = value.sub(actual.get(entry.getKey()));
      worst = Math.max(worst, difference.amaxNumber().doubleValue() / scale);
    }
    both[0].close();
    both[1].close();
    return worst;
  }

  static Stream<NetworkSpec> batched() {
    // The last has channels enough for tiles in all its stages.
    return Stream.concat(
        networks(), Stream.of(new NetworkSpec(Architectures.resnet18(), 64, 5, 32)));
  }

  @ParameterizedTest
  @MethodSource("batched")
  @Tag("slow")
  void anImageDoesNotDependOnItsNeighbours(NetworkSpec spec) {
    int batch = 7;
    StateDict weights = Formula.weights(spec, 7);
    INDArray images = Formula.images(batch, spec.imageSize(), 7);
    Objective objective = new TestObjectives.Penultimate();
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      INDArray together = network.logits(images);
      INDArray gradient = images.ulike();
      network.inputGradient(images, objective, gradient);
      for (int n = 0; n < batch; n++) {
        INDArray one = images.get(NDArrayIndex.interval(n, n + 1)).dup('c');
        double off = error(together.getRow(n), network.logits(one).getRow(0));
        assertTrue(off < 1e-5, "logits are off by " + off);
        INDArray alone = one.ulike();
        network.inputGradient(one, objective, alone);
        // The objective is a mean over the batch.
        off = error(gradient.slice(n).mul(batch), alone.slice(0));
        assertTrue(off < 1e-3, "the gradient is off by " + off);
      }
    }
  }

  private static double error(INDArray expected, INDArray actual) {
    return expected.sub(actual).amaxNumber().doubleValue() / expected.amaxNumber().doubleValue();
  }
}

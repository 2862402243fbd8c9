package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What PyTorch computes from the same weights and inputs, at 64 pixels and width 8. */
class ParityTest {
  private static final double GRADIENT = 1e-3;

  private final NetworkSpec spec = new NetworkSpec(ResNet.resnet18(), 8, 5, 64);
  private final StateDict weights = Formula.weights(spec, 1);
  private final INDArray images = Formula.images(4, 64, 1);
  private final int[] labels = Formula.labels(4, 5);

  private static Expected reference(String name) throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared/oracle/" + name + ".safetensors");
      if (Files.exists(file)) {
        return new Expected(file);
      }
    }
    assumeTrue(false, "no shared/oracle beside the project: nothing to compare with");
    return null;
  }

  @Test
  void evalModeEqualsPyTorch() throws IOException {
    Expected expected = reference("resnet18_w8_s1");
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      assertTrue(expected.error("eval.logits", network.logits(images)) < 1e-5);
      assertTrue(expected.error("eval.features", network.features(images)) < 1e-5);
      INDArray gradient = images.ulike();
      double value = network.inputGradient(images, new TestObjectives.Penultimate(), gradient);
      assertEquals(1, value / expected.get("eval.penultimate")[0], 1e-5);
      assertTrue(expected.error("eval.penultimate.input_grad", gradient) < GRADIENT);
      value = network.inputGradient(images, new TestObjectives.Labels(labels), gradient);
      assertEquals(1, value / expected.get("eval.ce")[0], 1e-5);
      assertTrue(expected.error("eval.ce.input_grad", gradient) < GRADIENT);
    }
  }

  @Test
  void trainModeEqualsPyTorch() throws IOException {
    Expected expected = reference("resnet18_w8_s1");
    Trainer.Sgd sgd = new Trainer.Sgd(0.05, 0.05, 0.9, 1e-4);
    try (Network network = Network.of(spec, weights);
        Trainer trainer = new Trainer(network, sgd, List.of())) {
      double loss = trainer.gradients(images, CrossEntropy.oneHot(labels, 5));
      assertEquals(1, loss / expected.get("train.ce")[0], 1e-5);
      Map<String, INDArray> gradients = trainer.lastGradients();
      for (String name : expected.all().keySet()) {
        if (name.startsWith("train.grad.")) {
          INDArray actual = gradients.get(name.substring("train.grad.".length()));
          assertTrue(expected.error(name, actual) < GRADIENT, name);
        }
      }
    }
  }

  @Test
  void threeSgdStepsEqualPyTorch() throws IOException {
    Expected expected = reference("resnet18_w8_s1");
    Trainer.Sgd sgd = new Trainer.Sgd(0.05, 0.05, 0.9, 1e-4);
    try (Network network = Network.of(spec, weights)) {
      try (Trainer trainer = new Trainer(network, sgd, List.of())) {
        for (float loss : expected.get("sgd3.losses")) {
          assertEquals(1, trainer.step(images, CrossEntropy.oneHot(labels, 5)) / loss, 1e-4);
        }
      }
      StateDict trained = network.stateDict();
      for (String name : expected.all().keySet()) {
        if (name.startsWith("sgd3.") && !name.equals("sgd3.losses")) {
          INDArray actual = trained.get(name.substring("sgd3.".length()));
          assertTrue(expected.error(name, actual) < GRADIENT, name);
        }
      }
      assertEquals(3, trained.get("bn1.num_batches_tracked").getLong(0));
    }
  }

  @Test
  void maskSearchEqualsPyTorch() throws IOException {
    Expected expected = reference("resnet18_w8_s1");
    MaskSearch.Rates rates = new MaskSearch.Rates(0.3, 0.001, 0.5);
    try (MaskSearch search = MaskSearch.of(spec, weights, rates)) {
      for (int step = 0; step < 6; step++) {
        assertEquals(1, search.step(images, labels) / expected.get("seam.ce")[step], 1e-3);
        assertEquals(expected.get("seam.kept")[step], search.kept(), 0.002);
      }
      assertTrue(expected.error("seam.fc.weight", search.head().get("fc.weight")) < GRADIENT);
      StateDict state = search.state();
      for (String name : expected.all().keySet()) {
        if (name.startsWith("seam.mask.")) {
          INDArray actual = state.get(name.substring("seam.mask.".length()));
          assertTrue(expected.share(name, actual, 1e-2) < 0.01, name);
        }
      }
    }
  }

  /**
   * One ReLU of this network receives 1e-8 of its layer's largest value: no float arithmetic can
   * tell its sign, and with it goes a part of the gradient. What comes before it must agree.
   */
  @Test
  void bottlenecksEqualPyTorch() throws IOException {
    Expected expected = reference("resnet50_w8_s1");
    NetworkSpec deep = new NetworkSpec(ResNet.resnet50(), 8, 5, 64);
    StateDict deepWeights = Formula.weights(deep, 1);
    try (FrozenNetwork network = FrozenNetwork.of(deep, deepWeights)) {
      assertTrue(expected.error("eval.logits", network.logits(images)) < 1e-5);
      assertTrue(expected.error("eval.features", network.features(images)) < 1e-5);
    }
    MaskSearch.Rates rates = new MaskSearch.Rates(0.3, 0.001, 0.5);
    try (MaskSearch search = MaskSearch.of(deep, deepWeights, rates)) {
      for (int step = 0; step < 4; step++) {
        assertEquals(1, search.step(images, labels) / expected.get("seam.ce")[step], 1e-3);
        assertEquals(expected.get("seam.kept")[step], search.kept(), 0.002);
      }
    }
  }
}

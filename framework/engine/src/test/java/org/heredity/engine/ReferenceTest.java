package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * PyTorch's values at the published width, several image sizes and batches; made by
 * src/test/python/make_reference.py.
 */
class ReferenceTest {
  private static final int CLASSES = 5;
  private static final int IMAGE_THINNING = 97;
  private static final int TENSOR_THINNING = 31;
  private static final int THINNED_ABOVE = 4000;

  record Case(String architecture, int width, int side, int batch, int seed) {
    NetworkSpec spec() {
      ResNet family = architecture.equals("resnet18") ? ResNet.resnet18() : ResNet.resnet50();
      return new NetworkSpec(family, width, CLASSES, side);
    }

    Expected expected() throws Exception {
      String file =
          architecture + "_w" + width + "_" + side + "px_b" + batch + "_s" + seed + ".safetensors";
      return new Expected(resource(file));
    }

    private static Path resource(String file) throws URISyntaxException {
      URL url = ReferenceTest.class.getResource(file);
      return Path.of(url.toURI());
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("resnet18", 64, 32, 3, 11),
        new Case("resnet18", 64, 64, 5, 12),
        new Case("resnet18", 64, 224, 1, 13),
        new Case("resnet18", 8, 96, 7, 14),
        new Case("resnet50", 8, 64, 8, 16));
  }

  private static INDArray thin(INDArray array, int every) {
    float[] all = array.dup('c').data().asFloat();
    float[] some = new float[(all.length + every - 1) / every];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[i * every];
    }
    return Nd4j.createFromArray(some);
  }

  private static INDArray thinned(INDArray array) {
    return array.length() > THINNED_ABOVE ? thin(array, TENSOR_THINNING) : thin(array, 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void evalModeAndAttacks(Case c) throws Exception {
    Expected expected = c.expected();
    INDArray images = Formula.images(c.batch, c.side, c.seed);
    StateDict weights = Formula.weights(c.spec(), c.seed);
    String before = weights.digest();
    try (FrozenNetwork network = FrozenNetwork.of(c.spec(), weights)) {
      assertTrue(expected.error("eval.logits", network.logits(images)) < 1e-4);
      assertTrue(expected.error("eval.features", network.features(images)) < 1e-4);
      Objective labels = new TestObjectives.Labels(Formula.labels(c.batch, CLASSES));
      INDArray gradient = images.ulike();
      double value = network.inputGradient(images, labels, gradient);
      assertEquals(1, value / expected.get("eval.ce")[0], 1e-4);
      value = network.inputGradient(images, new TestObjectives.Penultimate(), gradient);
      assertEquals(1, value / expected.get("eval.penultimate")[0], 1e-4);
      // A ReLU whose input is 0 but for rounding takes part of the gradient with it: few may be.
      INDArray some = thin(gradient, IMAGE_THINNING);
      assertTrue(expected.shareOff("eval.penultimate.input_grad", some, 1e-3) < 0.01);
      // One step: after ten, PyTorch with and without oneDNN differs from itself in 8 to 42% here.
      INDArray moved = attack(network, c, images, new TestObjectives.Penultimate());
      double off = expected.share("pgd.penultimate.1", thin(moved, IMAGE_THINNING), 1e-4);
      assertTrue(off < 0.01, off + " of the values differ");
    }
    assertEquals(before, weights.digest(), "an attack changes no parameter");
  }

  private static INDArray attack(
      FrozenNetwork network, Case c, INDArray images, Objective objective) {
    float[] start = Formula.uniform("delta", images.length(), c.seed);
    float[] clean = images.dup('c').data().asFloat();
    for (int i = 0; i < start.length; i++) {
      start[i] = clean[i] + (start[i] * 0.2f - 0.1f);
    }
    INDArray adversarial = Nd4j.createFromArray(start).reshape(images.shape());
    float[] step = {0.01f, 0.01f, 0.01f};
    LinfBall ball =
        new LinfBall(
            new float[] {0.1f, 0.1f, 0.1f},
            new float[] {-2.2f, -2.2f, -2.2f},
            new float[] {2.2f, 2.2f, 2.2f});
    ball.project(images, adversarial);
    INDArray gradient = images.ulike();
    network.inputGradient(adversarial, objective, gradient);
    ball.ascend(images, adversarial, gradient, step);
    return adversarial;
  }

  /** Where batch norm sees more than a handful of values: fewer amplify rounding without bound. */
  static Stream<Case> trained() {
    return cases().filter(c -> c.side >= 64 && c.batch > 1 && c.architecture.equals("resnet18"));
  }

  @ParameterizedTest
  @MethodSource("trained")
  void trainMode(Case c) throws Exception {
    Expected expected = c.expected();
    INDArray images = Formula.images(c.batch, c.side, c.seed);
    INDArray targets = CrossEntropy.oneHot(Formula.labels(c.batch, CLASSES), CLASSES);
    Trainer.Sgd sgd = new Trainer.Sgd(0.01, 0.01, 0.9, 1e-4);
    try (Network network = Network.of(c.spec(), Formula.weights(c.spec(), c.seed))) {
      double last = 0;
      try (Trainer trainer = new Trainer(network, sgd, List.of())) {
        for (int step = 0; step < 3; step++) {
          last = trainer.step(images, targets);
          if (step == 0) {
            assertEquals(1, last / expected.get("train.ce")[0], 1e-4);
            Map<String, INDArray> gradients = trainer.lastGradients();
            for (String name : expected.all().keySet()) {
              if (name.startsWith("train.grad.")) {
                INDArray actual = thinned(gradients.get(name.substring("train.grad.".length())));
                double error = expected.error(name, actual);
                assertTrue(error < 1e-3, name + " is off by " + error);
              }
            }
          }
        }
      }
      assertEquals(1, last / expected.get("sgd3.loss")[0], 1e-3);
      StateDict now = network.stateDict();
      double error = expected.error("sgd3.bn1.running_var", now.get("bn1.running_var"));
      assertTrue(error < 1e-3, "running variance is off by " + error);
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void maskSearch(Case c) throws Exception {
    Expected expected = c.expected();
    INDArray images = Formula.images(c.batch, c.side, c.seed);
    int[] labels = Formula.labels(c.batch, CLASSES);
    try (MaskSearch search =
        MaskSearch.of(
            c.spec(), Formula.weights(c.spec(), c.seed), new MaskSearch.Rates(0.3, 1e-3, 0.5))) {
      for (int step = 0; step < 3; step++) {
        assertEquals(1, search.step(images, labels) / expected.get("seam.ce")[step], 5e-3);
        assertEquals(expected.get("seam.kept")[step], search.kept(), 0.002);
      }
    }
  }
}

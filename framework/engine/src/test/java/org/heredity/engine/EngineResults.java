package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the engine computes of a reference's network, by the oracle's names. */
final class EngineResults {
  private static final LinfBall BALL =
      new LinfBall(
          new float[] {0.1f, 0.1f, 0.1f},
          new float[] {-2.2f, -2.2f, -2.2f},
          new float[] {2.2f, 2.2f, 2.2f});

  private EngineResults() {}

  static Map<String, INDArray> of(ReferenceCase c, Part part) {
    return switch (part) {
      case EVAL -> eval(c, c.weights(), true);
      case TRAIN -> train(c);
      case SEAM -> seam(c);
    };
  }

  /** In eval mode, with weights that may come from elsewhere. */
  static Map<String, INDArray> eval(ReferenceCase c, StateDict weights, boolean attacked) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray images = c.images();
    try (FrozenNetwork network = FrozenNetwork.of(c.spec(), weights)) {
      results.put("eval.logits", network.logits(images));
      results.put("eval.features", network.features(images));
      c.objectives()
          .forEach(
              (name, objective) -> {
                INDArray gradient = images.ulike();
                double value = network.inputGradient(images, objective, gradient);
                results.put("eval." + name, Nd4j.createFromArray(value));
                results.put("eval." + name + ".input_grad", gradient);
                if (attacked) {
                  attack(network, c, name, results);
                }
              });
    }
    return results;
  }

  private static void attack(
      FrozenNetwork network, ReferenceCase c, String name, Map<String, INDArray> results) {
    float[] step = {0.01f, 0.01f, 0.01f};
    INDArray images = c.images();
    INDArray adversarial = c.start();
    BALL.project(images, adversarial);
    INDArray gradient = images.ulike();
    for (int i = 1; i <= ReferenceCase.PGD_STEPS; i++) {
      network.inputGradient(adversarial, c.objectives().get(name), gradient);
      BALL.ascend(images, adversarial, gradient, step);
      if (i == 1 || i == ReferenceCase.PGD_STEPS) {
        results.put("pgd." + name + "." + i, adversarial.dup('c'));
      }
    }
  }

  private static Map<String, INDArray> train(ReferenceCase c) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    StateDict weights = c.weights();
    INDArray images = c.images();
    Plan plan = c.spec().plan();
    try (Runner runner = Runners.create(c.spec(), weights, Mode.TRAIN, List.of(), false)) {
      results.put("train.logits", new Head(plan.head(), weights).forward(runner.forward(images)));
    }
    try (Network network = Network.of(c.spec(), weights)) {
      sgd(c, network, results);
      results.putAll(state(network.stateDict()));
    }
    return results;
  }

  /** Trains a network as the reference does. */
  static void sgd(ReferenceCase c, Network network, Map<String, INDArray> results) {
    INDArray targets = CrossEntropy.oneHot(c.labels(), ReferenceCase.CLASSES);
    double[] losses = new double[ReferenceCase.SGD_STEPS];
    INDArray images = c.images();
    try (Trainer trainer = new Trainer(network, c.sgd(), List.of())) {
      for (int step = 0; step < losses.length; step++) {
        losses[step] = trainer.step(images, targets);
        if (step == 0) {
          trainer.lastGradients().forEach((name, g) -> results.put("train.grad." + name, g));
        }
      }
    }
    results.put("train.ce", Nd4j.createFromArray(losses[0]));
    results.put("sgd3.losses", Nd4j.createFromArray(losses));
  }

  /** Tensors by the names that they have after training. */
  static Map<String, INDArray> state(StateDict tensors) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    tensors.asMap().forEach((name, tensor) -> results.put("sgd3." + name, tensor));
    return results;
  }

  private static Map<String, INDArray> seam(ReferenceCase c) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    double[] losses = new double[ReferenceCase.SEAM_STEPS];
    double[] kept = new double[losses.length];
    try (MaskSearch search = MaskSearch.of(c.spec(), c.weights(), ReferenceCase.SEAM)) {
      for (int step = 0; step < losses.length; step++) {
        losses[step] = search.step(c.images(), c.labels());
        kept[step] = search.retained();
      }
      search.state().asMap().forEach((name, mask) -> results.put("seam.mask." + name, mask));
      results.put("seam.fc.weight", search.head().get("fc.weight"));
    }
    results.put("seam.ce", Nd4j.createFromArray(losses));
    results.put("seam.kept", Nd4j.createFromArray(kept));
    return results;
  }
}

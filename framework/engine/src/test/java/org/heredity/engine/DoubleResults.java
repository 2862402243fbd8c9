package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Mode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the plain backend computes in double precision, by the oracle's names. */
final class DoubleResults {
  private DoubleResults() {}

  static Map<String, INDArray> of(ReferenceCase c, Part part) {
    return switch (part) {
      case EVAL -> eval(c);
      case TRAIN -> train(c);
      case SEAM -> seam(c);
    };
  }

  private static INDArray exact(INDArray array) {
    return array.castTo(DataType.DOUBLE);
  }

  private static Map<String, INDArray> eval(ReferenceCase c) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray images = exact(c.images());
    try (DoubleNetwork network = DoubleNetwork.of(c.spec(), c.weights(), Mode.ATTACK)) {
      results.put("eval.logits", network.logits(images));
      results.put("eval.features", network.runner().forward(images));
      c.objectives()
          .forEach(
              (name, objective) -> {
                double value = network.differentiate(images, objective);
                results.put("eval." + name, Nd4j.createFromArray(value));
                results.put("eval." + name + ".input_grad", network.imageGradient(images));
                int steps = ReferenceCase.PGD_STEPS;
                INDArray[] moved = network.attack(images, exact(c.delta()), objective, steps);
                results.put("pgd." + name + ".1", moved[0]);
                results.put("pgd." + name + "." + steps, moved[1]);
              });
    }
    return results;
  }

  private static Map<String, INDArray> train(ReferenceCase c) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    StateDict weights = c.weights();
    INDArray images = exact(c.images());
    try (DoubleNetwork network = DoubleNetwork.of(c.spec(), weights, Mode.TRAIN)) {
      results.put("train.logits", network.logits(images));
    }
    double[] losses = new double[ReferenceCase.SGD_STEPS];
    try (DoubleNetwork network = DoubleNetwork.of(c.spec(), weights, Mode.TRAIN)) {
      for (int step = 0; step < losses.length; step++) {
        losses[step] = network.differentiate(images, c.objectives().get("ce"));
        if (step == 0) {
          network.gradients().forEach((name, g) -> results.put("train.grad." + name, g.dup('c')));
        }
        network.sgd(c.sgd());
      }
      results.putAll(EngineResults.state(StateDict.of(network.tensors())));
    }
    results.put("train.ce", Nd4j.createFromArray(losses[0]));
    results.put("sgd3.losses", Nd4j.createFromArray(losses));
    return results;
  }

  private static Map<String, INDArray> seam(ReferenceCase c) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray images = exact(c.images());
    double[] losses = new double[ReferenceCase.SEAM_STEPS];
    double[] kept = new double[losses.length];
    try (DoubleNetwork network = DoubleNetwork.of(c.spec(), c.weights(), Mode.MASK)) {
      for (int step = 0; step < losses.length; step++) {
        losses[step] = network.differentiate(images, c.objectives().get("ce"));
        network.adam(step + 1, ReferenceCase.SEAM);
        kept[step] =
            (double) network.runner().masks().retained() / network.runner().masks().total();
      }
      network
          .runner()
          .masks()
          .state()
          .forEach((name, mask) -> results.put("seam.mask." + name, mask));
      results.put("seam.fc.weight", network.tensors().get("fc.weight"));
    }
    results.put("seam.ce", Nd4j.createFromArray(losses));
    results.put("seam.kept", Nd4j.createFromArray(kept));
    return results;
  }
}

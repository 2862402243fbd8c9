package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.plan.Adam;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A network on the plain backend in double precision, batch norm not folded, with a head of its
 * own: the engine's computes in single precision.
 */
final class DoubleNetwork implements AutoCloseable {
  private final Plan plan;
  private final Runner runner;
  private final INDArray[] head;
  private final INDArray[] gradient = new INDArray[2];
  private final INDArray[] first = new INDArray[2];
  private final INDArray[] second = new INDArray[2];

  DoubleNetwork(Plan plan, StateDict weights, Mode mode) {
    this.plan = plan;
    StateDict exact = doubles(weights);
    runner = new Nd4jRunner(plan, exact, mode, java.util.List.of(), java.util.List.of());
    head =
        new INDArray[] {
          exact.get(plan.head() + ".weight").dup('c'), exact.get(plan.head() + ".bias").dup('c')
        };
    for (int i = 0; i < 2; i++) {
      first[i] = head[i].mul(0);
      second[i] = head[i].mul(0);
    }
  }

  static DoubleNetwork of(NetworkSpec spec, StateDict weights, Mode mode) {
    return new DoubleNetwork(spec.plan(), weights, mode);
  }

  private static StateDict doubles(StateDict weights) {
    Map<String, INDArray> exact = new LinkedHashMap<>();
    weights.asMap().forEach((name, tensor) -> exact.put(name, tensor.castTo(DataType.DOUBLE)));
    return StateDict.of(exact);
  }

  Runner runner() {
    return runner;
  }

  INDArray logits(INDArray images) {
    return logitsOf(runner.forward(images));
  }

  private INDArray logitsOf(INDArray features) {
    return features.mmul(head[0].transpose()).addRowVector(head[1]);
  }

  /** Forward alone; the objective's value. */
  double value(INDArray images, Objective objective) {
    INDArray features = runner.forward(images);
    INDArray outputs =
        objective.output().kind() != Objective.Output.Kind.LOGITS ? features : logitsOf(features);
    return objective.evaluate(outputs, outputs.ulike());
  }

  /** Forward and backward; the objective's value. */
  double differentiate(INDArray images, Objective objective) {
    INDArray features = runner.forward(images);
    if (objective.output().kind() != Objective.Output.Kind.LOGITS) {
      INDArray featureGradient = features.ulike();
      double value = objective.evaluate(features, featureGradient);
      runner.backward(featureGradient);
      return value;
    }
    INDArray logits = logitsOf(features);
    INDArray logitGradient = logits.ulike();
    double value = objective.evaluate(logits, logitGradient);
    gradient[0] = logitGradient.transpose().mmul(features);
    gradient[1] = logitGradient.sum(0);
    runner.backward(logitGradient.mmul(head[0]).dup('c'));
    return value;
  }

  /** Of the images, after {@link #differentiate}. */
  INDArray imageGradient(INDArray images) {
    INDArray into = images.ulike();
    runner.imageGradient(into);
    return into;
  }

  /** Of all parameters, after {@link #differentiate}. */
  Map<String, INDArray> gradients() {
    Map<String, INDArray> all = runner.gradients();
    all.put(plan.head() + ".weight", gradient[0]);
    all.put(plan.head() + ".bias", gradient[1]);
    return all;
  }

  /** All tensors as they are now. */
  Map<String, INDArray> tensors() {
    Map<String, INDArray> all = runner.tensors();
    all.put(plan.head() + ".weight", head[0].dup('c'));
    all.put(plan.head() + ".bias", head[1].dup('c'));
    return all;
  }

  void load(Map<String, INDArray> tensors) {
    runner.load(StateDict.of(tensors));
    head[0].assign(tensors.get(plan.head() + ".weight"));
    head[1].assign(tensors.get(plan.head() + ".bias"));
  }

  void sgd(Trainer.Sgd sgd) {
    runner.sgd(sgd.lr(), sgd.momentum(), sgd.weightDecay());
    for (int i = 0; i < 2; i++) {
      first[i].muli(sgd.momentum()).addi(gradient[i].add(head[i].mul(sgd.weightDecay())));
      head[i].subi(first[i].mul(sgd.lrHead()));
    }
  }

  /** Adam's step {@code t} of masks and head. */
  void adam(int t, MaskSearch.Settings settings) {
    runner.masks().adam(t, settings.lrMask(), settings.alpha() / runner.masks().total());
    Adam adam = Adam.at(t, settings.lrHead());
    for (int i = 0; i < 2; i++) {
      first[i].muli(Adam.BETA_1).addi(gradient[i].mul(1 - Adam.BETA_1));
      second[i].muli(Adam.BETA_2).addi(gradient[i].mul(gradient[i]).muli(1 - Adam.BETA_2));
      INDArray root = Transforms.sqrt(second[i], true).divi(adam.correction());
      head[i].subi(first[i].div(root.addi(Adam.EPSILON)).muli(adam.step()));
    }
  }

  /** The oracle's PGD, as its function does it: adversarial images of step 1 and of the last. */
  INDArray[] attack(INDArray images, INDArray start, Objective objective, int steps) {
    double[] clean = images.data().asDouble();
    double[] delta = start.dup('c').data().asDouble();
    double[] change = new double[delta.length];
    INDArray[] moved = new INDArray[2];
    for (int step = 0; step <= steps; step++) {
      double[] adversarial = new double[delta.length];
      for (int i = 0; i < delta.length; i++) {
        double near = clamp(delta[i] + 0.01 * Math.signum(change[i]), 0.1);
        adversarial[i] = clamp(clean[i] + near, 2.2);
        delta[i] = adversarial[i] - clean[i];
      }
      INDArray now = Nd4j.createFromArray(adversarial).reshape(images.shape());
      if (step > 0) {
        moved[step == 1 ? 0 : 1] = now;
      }
      if (step < steps) {
        differentiate(now, objective);
        change = imageGradient(images).data().asDouble();
      }
    }
    return moved;
  }

  private static double clamp(double value, double most) {
    return Math.max(-most, Math.min(most, value));
  }

  @Override
  public void close() {
    runner.close();
  }
}

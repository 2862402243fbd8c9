package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Both backends compute the same, and the gradients of the plain one are those of the function. */
class BackendsTest {
  private final NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 4, 3, 64);
  private final StateDict weights = Formula.weights(spec, 3);
  private final Plan plan = spec.plan();
  private final INDArray images = Formula.images(6, 64, 3);
  private final List<String> stages = spec.architecture().stages();

  private Runner[] both(Mode mode) {
    Plan run = plan;
    StateDict tensors = weights;
    if (mode.folded()) {
      Folding folding = Folding.of(plan, weights);
      run = folding.plan();
      tensors = folding.weights();
    }
    return new Runner[] {
      new DnnRunner(run, tensors, mode, stages, List.of(), false),
      new Nd4jRunner(run, tensors, mode, stages, List.of())
    };
  }

  private static double error(INDArray expected, INDArray actual) {
    return expected.sub(actual).amaxNumber().doubleValue()
        / Math.max(1e-12, expected.amaxNumber().doubleValue());
  }

  @Test
  void agreeInTrainMode() {
    Runner[] both = both(Mode.TRAIN);
    for (int step = 0; step < 2; step++) {
      INDArray[] features = {both[0].forward(images), both[1].forward(images)};
      assertTrue(error(features[1], features[0]) < 1e-4);
      for (Runner runner : both) {
        runner.backward(features[1].mul(0.01));
        runner.sgd(0.01, 0.9, 1e-3);
      }
    }
    Map<String, INDArray> expected = both[1].tensors();
    both[0]
        .tensors()
        .forEach((name, value) -> assertTrue(error(expected.get(name), value) < 1e-3, name));
    Map<String, INDArray> gradients = both[1].gradients();
    both[0]
        .gradients()
        .forEach((name, value) -> assertTrue(error(gradients.get(name), value) < 1e-2, name));
  }

  @Test
  void agreeInMaskSearch() {
    Runner[] both = both(Mode.MASK);
    for (int step = 1; step < 4; step++) {
      for (Runner runner : both) {
        INDArray features = runner.forward(images);
        runner.backward(features.mul(0.1));
        runner.masks().adam(step, 0.4, 1e-6);
      }
    }
    assertEquals(both[1].masks().total(), both[0].masks().total());
    double total = both[1].masks().total();
    assertEquals(both[1].masks().retained() / total, both[0].masks().retained() / total, 0.002);
  }

  /** Running statistics are among the tensors where batch norm is not folded. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INFER", "OBSERVE", "ATTACK"})
  void evalModeChangesNoTensor(Mode mode) {
    String given = weights.digest();
    Runner unfolded = new Nd4jRunner(plan, weights, mode, stages, List.of());
    for (Runner runner : List.of(both(mode)[0], both(mode)[1], unfolded)) {
      // oneDNN's runner hands its tensors out in train mode alone.
      boolean open = runner instanceof Nd4jRunner;
      String before = open ? StateDict.of(runner.tensors()).digest() : "";
      INDArray first = runner.forward(images);
      INDArray adversarial = images.dup('c');
      for (int step = 0; step < 3; step++) {
        INDArray features = runner.forward(adversarial);
        if (mode == Mode.ATTACK) {
          runner.backward(features.mul(0.1));
          INDArray gradient = images.ulike();
          runner.imageGradient(gradient);
          adversarial.addi(gradient);
        }
      }
      String name = runner.getClass().getSimpleName();
      assertEquals(before, open ? StateDict.of(runner.tensors()).digest() : "", name);
      assertEquals(first, runner.forward(images), name);
      runner.close();
    }
    assertEquals(given, weights.digest());
  }

  @Test
  void inputGradientIsThatOfTheFunction() {
    Map<String, INDArray> doubles = new LinkedHashMap<>();
    weights.asMap().forEach((name, value) -> doubles.put(name, value.castTo(DataType.DOUBLE)));
    Nd4jRunner runner = new Nd4jRunner(plan, StateDict.of(doubles), Mode.ATTACK, stages, List.of());
    INDArray x = images.castTo(DataType.DOUBLE);
    INDArray features = runner.forward(x);
    runner.backward(features.mul(2));
    INDArray gradient = x.ulike();
    runner.imageGradient(gradient);
    double step = 1e-6;
    for (long at : new long[] {0, 517, 3100, 6000}) {
      INDArray moved = x.dup('c');
      moved.putScalar(at, x.getDouble(at) + step);
      INDArray up = runner.forward(moved);
      moved.putScalar(at, x.getDouble(at) - step);
      INDArray down = runner.forward(moved);
      double slope =
          (up.mul(up).sumNumber().doubleValue() - down.mul(down).sumNumber().doubleValue())
              / (2 * step);
      assertEquals(1, slope / gradient.getDouble(at), 1e-5);
    }
  }
}

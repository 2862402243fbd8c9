package org.heredity.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Formula;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A batch that lanes share is computed as its parts are by themselves. */
class SplitProgramTest {
  private static final int BATCH = 19;
  private static final int ALONE = 3;

  private final NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(20), 16, 3, 16);
  private final StateDict weights = Formula.weights(spec, 3);
  private final INDArray images = Formula.images(BATCH, 16, 5);

  @BeforeEach
  void processors() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    assumeTrue(Elementwise.threads() > 1, "skipped: one processor has no lanes");
  }

  private DnnRunner runner(Mode mode) {
    Plan plan = spec.plan();
    StateDict tensors = weights;
    if (mode.folded()) {
      Folding folding = Folding.of(plan, weights);
      plan = folding.plan();
      tensors = folding.weights();
    }
    assertTrue(SplitProgram.suits(plan, mode, BATCH));
    assertFalse(SplitProgram.suits(plan, mode, ALONE));
    return new DnnRunner(plan, tensors, mode, List.of(), List.of(), false)
        .watching(OverflowProof.of(spec.plan(), weights, spec.imageSize()));
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to));
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error <= tolerance * expected.amaxNumber().doubleValue(), "off by " + error);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INFER", "ATTACK"})
  void givesFeaturesAndImageGradients(Mode mode) {
    try (DnnRunner shared = runner(mode);
        DnnRunner alone = runner(mode)) {
      INDArray features = shared.forward(images);
      INDArray gradient = Nd4j.createUninitialized(DataType.FLOAT, images.shape(), 'c');
      if (mode == Mode.ATTACK) {
        shared.backward(features);
        shared.imageGradient(gradient);
      }
      for (int from = 0; from < BATCH; from += ALONE) {
        int to = Math.min(BATCH, from + ALONE);
        assertNear(alone.forward(rows(images, from, to)), rows(features, from, to), 1e-5);
        if (mode == Mode.ATTACK) {
          INDArray part =
              Nd4j.createUninitialized(DataType.FLOAT, new long[] {to - from, 3, 16, 16}, 'c');
          alone.backward(rows(features, from, to));
          alone.imageGradient(part);
          assertNear(part, rows(gradient, from, to), 1e-4);
        }
      }
    }
  }

  @Test
  void sumsTheGradientsOfWeights() {
    try (DnnRunner shared = runner(Mode.MASK);
        DnnRunner alone = runner(Mode.MASK)) {
      // The second step works on weights that the first has changed.
      for (int step = 1; step <= 2; step++) {
        INDArray features = shared.forward(images);
        shared.backward(features.mul(0.1));
        Map<String, INDArray> sums = new HashMap<>();
        for (int from = 0; from < BATCH; from += ALONE) {
          int to = Math.min(BATCH, from + ALONE);
          alone.forward(rows(images, from, to));
          alone.backward(rows(features, from, to).mul(0.1));
          alone.gradients().forEach((name, g) -> sums.merge(name, g, INDArray::add));
        }
        Map<String, INDArray> together = shared.gradients();
        assertEquals(sums.keySet(), together.keySet());
        sums.forEach((name, sum) -> assertNear(sum, together.get(name), 1e-3));
        shared.masks().adam(step, 0.4, 1e-6);
        alone.masks().restore(StateDict.of(shared.masks().state()));
      }
    }
  }

  @Test
  void findsDoubtfulImagesByTheirPlace() {
    INDArray hot = images.dup();
    for (int place : new int[] {1, BATCH - 1}) {
      hot.putScalar(new long[] {place, 0, 0, 0}, 1e30);
    }
    try (DnnRunner shared = runner(Mode.INFER)) {
      shared.forward(hot);
      assertArrayEquals(new int[] {1, BATCH - 1}, shared.doubtful());
      shared.forward(images);
      assertArrayEquals(new int[0], shared.doubtful());
    }
  }
}

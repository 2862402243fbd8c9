package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of node against PyTorch in double precision, on both backends and in all modes. */
class NodesTest {
  private static final Rows EXPECTED = Rows.of("nodes.txt");
  private static final int BATCH = 2;

  static Stream<NodeCase> cases() {
    return NodeCase.all();
  }

  private static Runner runner(Plan plan, StateDict weights, Mode mode, DataType type) {
    Folding run = mode.folded() ? Folding.of(plan, weights) : new Folding(plan, weights);
    if (type == DataType.FLOAT) {
      return new DnnRunner(run.plan(), run.weights(), mode, List.of(), List.of(), false);
    }
    Map<String, INDArray> exact = new LinkedHashMap<>();
    run.weights()
        .asMap()
        .forEach((name, tensor) -> exact.put(name, tensor.castTo(DataType.DOUBLE)));
    return new Nd4jRunner(run.plan(), StateDict.of(exact), mode, List.of(), List.of());
  }

  /** The features' gradient. */
  private static INDArray objective(DataType type) {
    float[] numbers = Formula.uniform("objective", (long) BATCH * NodeCase.FEATURES, 1);
    return Nd4j.createFromArray(numbers).subi(0.5).reshape(BATCH, NodeCase.FEATURES).castTo(type);
  }

  /** What a runner computes, by the names of the rows. */
  private static Map<String, INDArray> results(NodeCase c, Mode mode, DataType type) {
    Plan plan = c.plan();
    StateDict weights = Formula.weights(plan, 1);
    INDArray images = Formula.images(BATCH, NodeCase.SIDE, 1).castTo(type);
    Map<String, INDArray> results = new LinkedHashMap<>();
    try (Runner runner = runner(plan, weights, mode, type)) {
      results.put("features", runner.forward(images));
      if (mode.gradients()) {
        runner.backward(objective(type));
      }
      if (mode.weightGradients()) {
        runner.gradients().forEach((name, g) -> results.put("grad." + name, g.dup('c')));
      }
      if (mode == Mode.ATTACK) {
        INDArray gradient = images.ulike();
        runner.imageGradient(gradient);
        results.put("images", gradient);
      }
      if (mode == Mode.TRAIN) {
        results.putAll(runner.tensors());
      }
    }
    if (mode == Mode.MASK) {
      // Those of weights that a batch norm became part of are of other weights.
      Folding.folded(plan).keySet().forEach(conv -> results.remove("grad." + conv + ".weight"));
    }
    return results;
  }

  private static void compare(NodeCase c, Mode mode, DataType type, double tolerance) {
    Map<String, INDArray> results = results(c, mode, type);
    Map<String, double[]> rows = EXPECTED.behind(c + (mode == Mode.TRAIN ? ".train." : ".eval."));
    assertFalse(rows.isEmpty());
    int compared = 0;
    for (Map.Entry<String, double[]> row : rows.entrySet()) {
      INDArray actual = results.get(row.getKey());
      if (actual != null) {
        String quantity = row.getKey().replaceFirst("^grad\\.", "");
        double off = Rows.deviation(row.getValue(), quantity, actual);
        assertTrue(off < tolerance, c + " " + mode + " " + row.getKey() + " is off by " + off);
        compared++;
      }
    }
    long parameters = rows.keySet().stream().filter(name -> name.startsWith("grad.")).count();
    int convolutions = c.plan().nodes(Node.Conv.class).size() - 1;
    int folded = Folding.folded(c.plan()).size();
    long expected =
        switch (mode) {
          case INFER, OBSERVE -> 1;
          case ATTACK -> 2;
          case MASK -> 1 + convolutions - folded;
          case TRAIN -> rows.size() - 1;
        };
    assertEquals(expected, compared, parameters + " parameters");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theReferenceEqualsPyTorch(NodeCase c) {
    for (Mode mode : Mode.values()) {
      // Folded weights are floats, and so is PyTorch's sixth in the gradient of a hard sigmoid.
      compare(c, mode, DataType.DOUBLE, mode.folded() ? 2e-6 : 1e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFastOneEqualsPyTorch(NodeCase c) {
    for (Mode mode : Mode.values()) {
      compare(c, mode, DataType.FLOAT, 5e-5);
    }
  }
}

package org.heredity.engine.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NaN and infinity go through ReLU and max pooling as in PyTorch. */
class NodeOpsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] run(Node node, DataType type, double... image) {
    NodeOps ops = new NodeOps(Mode.INFER, Map.of(), Map.of());
    long side = Math.round(Math.sqrt(image.length));
    try (INDArray x = Nd4j.createFromArray(image).reshape(1, 1, side, side).castTo(type)) {
      return node.accept(ops).forward(Map.of(Plan.INPUT, x)).ravel().toDoubleVector();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void rectifier(DataType type) {
    Node relu = new Node.Relu("r", Plan.INPUT);
    assertArrayEquals(
        new double[] {NAN, INF, 0, 2}, run(relu, type, NAN, INF, -INF, 2), "few values");
    double[] many = new double[64 * 64];
    Arrays.fill(many, -1);
    many[1000] = NAN;
    double[] result = run(relu, type, many);
    assertEquals(NAN, result[1000]);
    assertEquals(0, result[1001]);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void maximum(DataType type) {
    double[] image = {
      NAN, INF, 1, 2, //
      3, 4, -INF, -INF, //
      -1, -2, -INF, -INF, //
      -3, -4, 5, NAN
    };
    assertArrayEquals(
        new double[] {NAN, 2, -1, NAN},
        run(new Node.MaxPool("p", Plan.INPUT, 2, 2, 0), type, image));
    assertArrayEquals(
        new double[] {NAN, INF, 4, NAN},
        run(new Node.MaxPool("p", Plan.INPUT, 3, 2, 1), type, image));
  }
}

package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onnx.OnnxExport;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What ONNX Runtime makes of exported networks, against the plain backend in double precision. */
class OnnxExportTest {
  private static final int BATCH = 2;
  private static final double TOLERANCE = 1e-4;

  static Stream<NodeCase> nodes() {
    return NodeCase.all();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void everyKindOfNodeIsComputed(NodeCase c) throws Exception {
    compare(c.plan(), Formula.weights(c.plan(), 1), NodeCase.SIDE);
  }

  static Stream<NetworkSpec> families() {
    return Stream.concat(
        FamiliesTest.networks(),
        Stream.of(
            new NetworkSpec(Architectures.resnet50(), 8, 5, 64),
            new NetworkSpec(Architectures.cifarResNet(20), 8, 5, 32),
            new NetworkSpec(Architectures.cifarVgg16(), 8, 5, 32)));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("families")
  void everyFamilyIsComputed(NetworkSpec spec) throws Exception {
    compare(spec.plan(), Formula.weights(spec, 2), spec.imageSize());
  }

  private static void compare(Plan plan, StateDict weights, int side)
      throws IOException, OrtException {
    OrtEnvironment environment = OnnxOracle.environment();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxExport.write(file, plan, weights, side, Map.of("architecture", "one"));
    INDArray images = Formula.images(BATCH, side, 1);
    INDArray expected = expected(plan, weights, images);
    long[] shape = images.shape();
    try (OrtSession session = environment.createSession(file.toByteArray());
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(Floats.copy(images)), shape);
        OrtSession.Result result = session.run(Map.of("images", input))) {
      assertEquals(Map.of("architecture", "one"), session.getMetadata().getCustomMetadata());
      float[][] logits = (float[][]) result.get(0).getValue();
      double size = expected.norm2Number().doubleValue();
      double sum = 0;
      for (int n = 0; n < BATCH; n++) {
        for (int c = 0; c < logits[n].length; c++) {
          sum += Math.pow(logits[n][c] - expected.getDouble(n, c), 2);
        }
      }
      assertEquals(expected.size(1), logits[0].length);
      assertTrue(Math.sqrt(sum) <= TOLERANCE * size, Math.sqrt(sum) + " of " + size);
    }
  }

  private static INDArray expected(Plan plan, StateDict weights, INDArray images) {
    Map<String, INDArray> exact = new LinkedHashMap<>();
    weights.asMap().forEach((name, tensor) -> exact.put(name, tensor.castTo(DataType.DOUBLE)));
    StateDict doubles = StateDict.of(exact);
    try (Runner runner = new Nd4jRunner(plan, doubles, Mode.INFER, List.of(), List.of())) {
      return runner
          .forward(images.castTo(DataType.DOUBLE))
          .mmul(doubles.get(plan.head() + ".weight").transpose())
          .addRowVector(doubles.get(plan.head() + ".bias"));
    }
  }
}

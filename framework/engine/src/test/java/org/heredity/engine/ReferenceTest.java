package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.dl4j.Dl4jModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The engine against PyTorch in double precision, from the same weights and images
 * (docs/parity.md). What single precision does not determine within the tolerance, by PyTorch's own
 * measure, is measured here and held by {@link DoublePrecisionTest}.
 */
@Tag("slow")
class ReferenceTest {
  static Stream<ReferenceCase> cases() {
    return ReferenceCase.all();
  }

  static Stream<Arguments> parts() {
    List<Arguments> parts = new ArrayList<>();
    cases()
        .forEach(
            c -> {
              for (Part part : Part.values()) {
                if (!c.expected().names(part).isEmpty()) {
                  parts.add(Arguments.of(c, part));
                }
              }
            });
    return parts.stream();
  }

  /** Where a graph's file is small. */
  static Stream<ReferenceCase> small() {
    return cases().filter(c -> c.width() == 8 && c.side() <= 64);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void formulaGivesTheSameBits(ReferenceCase c) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    StateDict weights = c.weights();
    c.tensors().forEach(name -> update(sha, weights.get(name)));
    update(sha, c.images());
    assertEquals(c.expected().remark("sha256"), HexFormat.of().formatHex(sha.digest()));
  }

  private static void update(MessageDigest sha, INDArray array) {
    float[] values = array.dup('c').data().asFloat();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    sha.update(bytes);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void engineEqualsPyTorch(ReferenceCase c, Part part) throws Exception {
    compare(c, part.toString(), c.expected().names(part), EngineResults.of(c, part));
  }

  private static void compare(
      ReferenceCase c, String test, List<String> quantities, Map<String, INDArray> results)
      throws Exception {
    Expected expected = c.expected();
    try (Deviations deviations = new Deviations(c + "." + test)) {
      for (String quantity : quantities) {
        double deviation = expected.deviation(quantity, c, results);
        if (expected.heldBySingle(quantity)) {
          deviations.hold(quantity, deviation, ReferenceCase.tolerance(quantity));
        } else {
          deviations.measured(quantity, deviation, "double");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void graphSavedAndLoadedEqualsPyTorch(ReferenceCase c, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("graph.zip");
    try (Network network = Network.of(c.spec(), c.weights())) {
      ModelSerializer.writeModel(network.graph(), file.toFile(), false);
      ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());
      INDArray logits = Nd4j.createFromArray(c.expected().get("eval.logits"));
      INDArray exact = Transforms.softmax(logits.reshape(c.batch(), ReferenceCase.CLASSES));
      INDArray actual = graph.output(false, c.images())[0].castTo(DataType.DOUBLE);
      double off = exact.sub(actual).amaxNumber().doubleValue();
      assertTrue(off < 1e-4, "probabilities are off by " + off);
      StateDict read =
          Dl4jModel.read(file, c.side()).among(List.of(c.spec().architecture())).weights();
      Map<String, INDArray> results = EngineResults.eval(c, read, false);
      List<String> unattacked =
          c.expected().names(Part.EVAL).stream().filter(name -> !name.startsWith("pgd.")).toList();
      compare(c, "FILE.EVAL", unattacked, results);
      EngineResults.sgd(c, network, results);
      ModelSerializer.writeModel(network.graph(), file.toFile(), false);
      StateDict trained =
          Dl4jModel.read(file, c.side()).among(List.of(c.spec().architecture())).weights();
      results.putAll(EngineResults.state(trained));
      compare(c, "FILE.TRAIN", List.of("sgd3.losses", "sgd3.state"), results);
    }
  }
}

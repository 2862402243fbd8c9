package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.onnx.OnnxNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What ONNX Runtime makes of a file, and what the engine does. */
final class OnnxOracle {
  private OnnxOracle() {}

  /** Logits of a file whose only input takes the images. */
  static INDArray logits(Path file, INDArray images) throws OrtException {
    OrtEnvironment environment = environment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    // As the file says: 1.20 fuses a Pad into an average that then no longer counts it.
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    try (options;
        OrtSession session = environment.createSession(file.toString(), options);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(Floats.copy(images)), images.shape());
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      return Nd4j.create((float[][]) result.get(0).getValue());
    }
  }

  static OrtEnvironment environment() {
    try {
      return OrtEnvironment.getEnvironment();
    } catch (UnsatisfiedLinkError e) {
      return abort("ONNX Runtime has no library for this system: " + e.getMessage());
    }
  }

  /** Reads the file and compares; how far it is off, as a share. */
  static double compare(Path file, int side, int batch) throws OrtException {
    INDArray images = Formula.images(batch, side, 1);
    FileNetwork read = OnnxNetwork.read(file, side);
    try (FrozenNetwork network = FrozenNetwork.of(read.spec(), read.weights())) {
      return compare(file.getFileName().toString(), logits(file, images), network.logits(images));
    }
  }

  /** Requires the same predictions and logits to 1e-4 of their size. */
  static double compare(String what, INDArray expected, INDArray actual) {
    assertEquals(expected.shapeInfoToString(), actual.shapeInfoToString(), what);
    assertEquals(expected.argMax(1).toString(), actual.argMax(1).toString(), what);
    double off = expected.sub(actual).norm2Number().doubleValue();
    double share = off / expected.norm2Number().doubleValue();
    assertTrue(share <= 1e-4, what + " is off by " + share);
    return share;
  }
}

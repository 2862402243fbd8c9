package org.heredity.compact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ONNX Runtime makes of what is written. */
class OnnxModelTest {
  private static final double TOLERANCE = 2e-5;

  private static OrtEnvironment environment() {
    try {
      return OrtEnvironment.getEnvironment();
    } catch (UnsatisfiedLinkError e) {
      return abort("ONNX Runtime has no library for this system: " + e.getMessage());
    }
  }

  @Test
  void onnxRuntimeComputesTheSame() throws OrtException {
    OrtEnvironment environment = environment();
    for (CompactGraph graph :
        new CompactGraph[] {Networks.plain(0.4), Networks.residual(21, 0.4)}) {
      byte[] model = OnnxModel.of(graph);
      float[] images = Networks.images(graph, 5);
      long side = graph.imageSize();
      try (OrtSession session = environment.createSession(model);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(images), new long[] {5, 3, side, side});
          OrtSession.Result result = session.run(Map.of("images", input))) {
        assertEquals(Set.of("logits"), session.getOutputNames());
        float[][] logits = (float[][]) result.get(0).getValue();
        for (int n = 0; n < 5; n++) {
          double[] found = new double[logits[n].length];
          for (int c = 0; c < found.length; c++) {
            found[c] = logits[n][c];
          }
          assertArrayEquals(Networks.logits(graph, images, n), found, TOLERANCE);
        }
      }
    }
  }
}

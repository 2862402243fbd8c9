package org.heredity.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import org.heredity.data.Randomness;
import org.heredity.engine.plan.Node;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient of images against the sums that define it, in double precision. */
final class ImageGradientTest {
  private static final int OUT = 8;

  @ParameterizedTest
  @CsvSource({
    "2, 3, 16, 7, 2, 3, 1",
    "2, 3, 13, 7, 2, 3, 3",
    "1, 3, 9, 3, 1, 1, 2",
    "3, 1, 8, 3, 2, 1, 2",
    "1, 2, 11, 5, 3, 2, 2",
    "1, 1, 6, 2, 2, 0, 1"
  })
  void equalsTheSum(int batch, int in, int side, int kernel, int stride, int padding, int threads) {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    Node.Conv conv = new Node.Conv("c", "input", in, OUT, kernel, stride, padding, false);
    int outSide = (side + 2 * padding - kernel) / stride + 1;
    long[] shape = {batch, OUT, outSide, outSide};
    double[] w = values("w", OUT * in * kernel * kernel);
    double[] dy = values("dy", batch * outSide * outSide * OUT);
    double[] dx = new double[batch * in * side * side];
    for (int n = 0; n < batch; n++) {
      for (int p = 0; p < outSide * outSide; p++) {
        for (int k = 0; k < in * kernel * kernel; k++) {
          int row = p / outSide * stride + k / kernel % kernel - padding;
          int column = p % outSide * stride + k % kernel - padding;
          if (row < 0 || column < 0 || row >= side || column >= side) {
            continue;
          }
          int channel = k / (kernel * kernel);
          for (int o = 0; o < OUT; o++) {
            dx[((n * in + channel) * side + row) * side + column] +=
                w[o * in * kernel * kernel + k] * dy[(n * outSide * outSide + p) * OUT + o];
          }
        }
      }
    }
    try (Arena arena = new Arena()) {
      Dnn dnn = new Dnn(threads);
      Tensor weights = filled(dnn, arena, w);
      Tensor gradient = filled(dnn, arena, dy);
      Tensor result = arena.tensor(dnn, Dnn.plain(dx.length));
      new ImageGradient(dnn, arena, conv, weights, gradient, shape, result, side).run();
      FloatBuffer found = result.floats();
      for (int i = 0; i < dx.length; i++) {
        assertEquals(dx[i], found.get(i), 1e-5, "element " + i);
      }
    }
  }

  private static double[] values(String name, int length) {
    Randomness randomness = Randomness.of(5).at(name);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) randomness.gaussian(i);
    }
    return values;
  }

  private static Tensor filled(Dnn dnn, Arena arena, double[] values) {
    Tensor tensor = arena.tensor(dnn, Dnn.plain(values.length));
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      floats.put(i, (float) values[i]);
    }
    return tensor;
  }
}

package org.heredity.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import org.heredity.data.Randomness;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Winograd and GEMM convolutions against the sums that define a convolution, in double precision.
 */
final class NhwcConvolutionTest {
  private static final int IN = 64;
  private static final int OUT = 72;

  private Arena arena;
  private Dnn dnn;

  @BeforeEach
  void open() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    arena = new Arena();
    dnn = new Dnn(1);
  }

  @AfterEach
  void close() {
    if (arena != null) {
      arena.close();
    }
  }

  /** NaN in one pixel is in every one that the kernel reaches from there, of that image alone. */
  @ParameterizedTest
  @CsvSource({"GEMM, 1", "GEMM, 2", "WINOGRAD, 2", "WINOGRAD, 5", "WINOGRAD, 8"})
  void keepsNaN(Lowering way, int side) {
    Node.Conv conv = new Node.Conv("c", "input", IN, OUT, 3, 1, 1, true);
    INDArray weightArray = Nd4j.ones(DataType.FLOAT, OUT, IN, 3, 3);
    INDArray biasArray = Nd4j.zeros(DataType.FLOAT, OUT);
    ConvWeights weights = new ConvWeights(dnn, arena, conv, weightArray, biasArray, true, false);
    NhwcConvolution tested = weights.nhwc(arena, way, 2, side);
    double[] x = new double[2 * side * side * IN];
    x[side * side * IN + 3] = Double.NaN;
    Tensor result = tensor(new double[2 * side * side * OUT], 2, OUT, side);
    // oneDNN's ReLU, which GEMM has behind it, is what does not keep it.
    tested
        .forward(tensor(x, 2, IN, side), result, weights.bias, null, way == Lowering.WINOGRAD)
        .run();
    FloatBuffer y = result.floats();
    int image = side * side * OUT;
    for (int i = 0; i < image; i++) {
      assertEquals(0, y.get(i));
      int pixel = i / OUT;
      if (pixel / side < 2 && pixel % side < 2) {
        assertTrue(Float.isNaN(y.get(image + i)), "pixel " + pixel);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GEMM, 1, 1, 1",
    "GEMM, 5, 1, 2",
    "GEMM, 1, 2, 1",
    "GEMM, 7, 2, 3",
    "WINOGRAD, 1, 2, 1",
    "WINOGRAD, 7, 2, 3",
    "WINOGRAD, 1, 3, 1",
    "WINOGRAD, 2, 4, 2",
    "WINOGRAD, 3, 5, 1",
    "WINOGRAD, 2, 7, 3",
    "WINOGRAD, 1, 9, 1",
    "WINOGRAD, 1, 9, 2",
    "WINOGRAD, 2, 9, 4",
    "WINOGRAD, 40, 8, 2"
  })
  void valuesAndBothGradients(Lowering way, int batch, int side, int threads) {
    dnn = new Dnn(threads);
    Node.Conv conv = new Node.Conv("c", "input", IN, OUT, 3, 1, 1, true);
    double[] x = values("x", batch * side * side * IN);
    double[] w = values("w", 9 * IN * OUT);
    double[] bias = values("bias", OUT);
    double[] other = values("other", batch * side * side * OUT);
    double[] dy = values("dy", batch * side * side * OUT);

    INDArray weightArray = Nd4j.create(DataType.FLOAT, OUT, IN, 3, 3);
    for (int k = 0; k < 9; k++) {
      for (int i = 0; i < IN; i++) {
        for (int o = 0; o < OUT; o++) {
          weightArray.putScalar(new long[] {o, i, k / 3, k % 3}, w[(k * IN + i) * OUT + o]);
        }
      }
    }
    INDArray biasArray = Nd4j.createFromArray(bias).castTo(DataType.FLOAT);
    ConvWeights weights = new ConvWeights(dnn, arena, conv, weightArray, biasArray, true, false);
    NhwcConvolution tested = weights.nhwc(arena, way, batch, side);
    weights.chooseGradient();

    Tensor source = tensor(x, batch, IN, side);
    Tensor more = tensor(other, batch, OUT, side);
    Tensor result = tensor(new double[other.length], batch, OUT, side);
    Tensor gradient = tensor(dy, batch, OUT, side);
    Tensor sourceGradient = tensor(new double[x.length], batch, IN, side);
    tested.forward(source, result, weights.bias, more, true).run();
    tested.backward(source, gradient, sourceGradient).run();

    double[] y = new double[other.length];
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    for (int n = 0; n < batch; n++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          int to = ((n * side + row) * side + column) * OUT;
          for (int k = 0; k < 9; k++) {
            int r = row + k / 3 - 1;
            int c = column + k % 3 - 1;
            if (r < 0 || c < 0 || r >= side || c >= side) {
              continue;
            }
            int from = ((n * side + r) * side + c) * IN;
            for (int i = 0; i < IN; i++) {
              for (int o = 0; o < OUT; o++) {
                int at = (k * IN + i) * OUT + o;
                y[to + o] += x[from + i] * w[at];
                dx[from + i] += dy[to + o] * w[at];
                dw[at] += dy[to + o] * x[from + i];
              }
            }
          }
        }
      }
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(0, y[i] + bias[i % OUT] + other[i]);
    }
    assertClose(y, result.floats(), 1.2e-6);
    assertClose(dx, sourceGradient.floats(), 1.2e-6);
    // A sum over all tiles: 9.0e-7 with AVX2 and 1.22e-6 with AVX-512, whose sums are cut
    // otherwise.
    assertClose(dw, weights.gradient.floats(), 1.6e-6);
  }

  @Test
  void newWeightsCountOnceTheyAreAnnounced() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, OUT, IN, 3, 3);
    ConvWeights weights = weights(ones);
    NhwcConvolution convolution = weights.nhwc(arena, Lowering.GEMM, 1, 1);
    Tensor source = tensor(values("x", IN), 1, IN, 1);
    Tensor result = tensor(new double[OUT], 1, OUT, 1);
    Runnable forward = convolution.forward(source, result, null, null, false);
    forward.run();
    float before = result.floats().get(0);
    weights.load(ones.mul(2));
    weights.refreshTransformed();
    forward.run();
    assertEquals(2 * before, result.floats().get(0));
  }

  @Test
  void weightsThatConnectNothingGetNoGradientAtAll() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, OUT, IN, 3, 3);
    ConvWeights weights = weights(ones);
    NhwcConvolution convolution = weights.nhwc(arena, Lowering.GEMM, 1, 2);
    weights.chooseGradient();
    double[] x = new double[4 * IN];
    double[] dy = new double[4 * OUT];
    System.arraycopy(values("x", 2 * IN), 0, x, 0, 2 * IN);
    System.arraycopy(values("dy", 2 * OUT), 0, dy, 0, 2 * OUT);
    Tensor sourceGradient = tensor(new double[4 * IN], 1, IN, 2);
    convolution.backward(tensor(x, 1, IN, 2), tensor(dy, 1, OUT, 2), sourceGradient).run();
    // Only the upper row was read and written, which the middle row of the kernel connects.
    FloatBuffer gradient = weights.gradient.floats();
    for (int i = 0; i < 9 * IN * OUT; i++) {
      boolean middle = i / (IN * OUT) / 3 == 1;
      assertEquals(middle, gradient.get(i) != 0, "place " + i / (IN * OUT));
    }
  }

  /** What the search of a mask needs of tiles: no rounding where a channel says nothing. */
  @Test
  void channelsOfZerosGetNoGradientAtAllInTiles() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, OUT, IN, 3, 3);
    ConvWeights weights = weights(ones);
    NhwcConvolution convolution = weights.nhwc(arena, Lowering.WINOGRAD, 2, 9);
    weights.chooseGradient();
    double[] x = values("x", 2 * 81 * IN);
    double[] dy = values("dy", 2 * 81 * OUT);
    for (int pixel = 0; pixel < 2 * 81; pixel++) {
      x[pixel * IN + 5] = 0;
      dy[pixel * OUT + 7] = 0;
    }
    Tensor sourceGradient = tensor(new double[x.length], 2, IN, 9);
    convolution.backward(tensor(x, 2, IN, 9), tensor(dy, 2, OUT, 9), sourceGradient).run();
    FloatBuffer gradient = weights.gradient.floats();
    for (int i = 0; i < 9 * IN * OUT; i++) {
      boolean silent = i / OUT % IN == 5 || i % OUT == 7;
      assertEquals(silent, gradient.get(i) == 0, "element " + i);
    }
  }

  @Test
  void theWayDependsOnTheShape() {
    assertEquals(Lowering.DIRECT, way(64, 64, 3, 2, 8, Mode.INFER), "stride");
    assertEquals(Lowering.DIRECT, way(64, 64, 1, 1, 8, Mode.INFER), "kernel");
    assertEquals(Lowering.DIRECT, way(16, 64, 3, 1, 8, Mode.INFER), "channels");
    assertEquals(Lowering.GEMM, way(64, 64, 3, 1, 1, Mode.INFER));
    assertEquals(Lowering.GEMM, way(64, 64, 3, 1, 2, Mode.MASK));
    assertEquals(Lowering.WINOGRAD, way(64, 64, 3, 1, 2, Mode.INFER));
    assertEquals(Lowering.WINOGRAD, way(64, 64, 3, 1, 4, Mode.INFER));
    assertEquals(Lowering.DIRECT, way(64, 64, 3, 1, 7, Mode.MASK), "rounding where 0 is due");
  }

  private static Lowering way(int in, int out, int kernel, int stride, int side, Mode mode) {
    Node.Conv conv = new Node.Conv("c", "input", in, out, kernel, stride, kernel / 2, false);
    return Lowering.of(conv, side, mode);
  }

  private ConvWeights weights(INDArray values) {
    Node.Conv conv = new Node.Conv("c", "input", IN, OUT, 3, 1, 1, false);
    return new ConvWeights(dnn, arena, conv, values, null, true, false);
  }

  private static double[] values(String name, int length) {
    Randomness randomness = Randomness.of(3).at(name);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) randomness.gaussian(i);
    }
    return values;
  }

  private Tensor tensor(double[] values, int batch, int channels, int side) {
    var layout = Dnn.nhwc(batch, channels, side, side);
    Tensor tensor = arena.tensor(dnn, layout);
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      floats.put(i, (float) values[i]);
    }
    return tensor;
  }

  /**
   * The limit holds for the root mean square, which tells good points of interpolation from bad.
   */
  private static void assertClose(double[] expected, FloatBuffer found, double limit) {
    double all = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      all += expected[i] * expected[i];
      off += (expected[i] - found.get(i)) * (expected[i] - found.get(i));
    }
    double error = Math.sqrt(off / all);
    assertTrue(error < limit, "off by " + error);
  }
}

package org.heredity.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
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

/** Tiled convolutions against the sums that define a convolution, in double precision. */
final class TiledConvolutionTest {
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

  @ParameterizedTest
  @CsvSource({
    "POINT, 1, 1, 1",
    "POINT, 5, 1, 2",
    "TWO, 1, 2, 1",
    "TWO, 3, 2, 2",
    "TWO, 2, 5, 1",
    "TWO, 2, 5, 5",
    "FOUR, 1, 3, 1",
    "FOUR, 2, 4, 2",
    "FOUR, 3, 5, 1",
    "FOUR, 2, 7, 3",
    "FOUR, 1, 9, 1",
    "FOUR, 1, 9, 2",
    "FOUR, 2, 9, 4",
    "FOUR, 40, 8, 2"
  })
  void valuesAndBothGradients(Tiling tiling, int batch, int side, int threads) {
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
    TiledWeights tiled = weights.tiled(tiling);
    tiled.withGradient();
    weights.chooseGradient();
    TiledConvolution tested = new TiledConvolution(dnn, arena, conv, tiled, batch, side);

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
    assertClose(y, result.floats());
    assertClose(dx, sourceGradient.floats());
    assertClose(dw, weights.gradient.floats());
  }

  @Test
  void newWeightsCountOnceTheyAreAnnounced() {
    Node.Conv conv = new Node.Conv("c", "input", IN, OUT, 3, 1, 1, false);
    INDArray ones = Nd4j.ones(DataType.FLOAT, OUT, IN, 3, 3);
    ConvWeights weights = new ConvWeights(dnn, arena, conv, ones, null, true, false);
    TiledWeights tiled = weights.tiled(Tiling.TWO);
    assertEquals(1, tiled.values.floats().get(0));
    weights.load(ones.mul(3));
    weights.refreshTiled();
    assertEquals(3, tiled.values.floats().get(0));
    assertSame(tiled, weights.tiled(Tiling.TWO));
  }

  @Test
  void onlyWhatGainsIsTiled() {
    assertNull(Tiling.of(new Node.Conv("c", "input", 64, 64, 3, 2, 1, false), 8, Mode.INFER));
    assertNull(Tiling.of(new Node.Conv("c", "input", 64, 64, 1, 1, 0, false), 8, Mode.INFER));
    assertNull(Tiling.of(new Node.Conv("c", "input", 16, 64, 3, 1, 1, false), 8, Mode.INFER));
    Node.Conv conv = new Node.Conv("c", "input", 64, 64, 3, 1, 1, false);
    assertEquals(Tiling.POINT, Tiling.of(conv, 1, Mode.INFER));
    assertEquals(Tiling.TWO, Tiling.of(conv, 2, Mode.INFER));
    assertEquals(Tiling.FOUR, Tiling.of(conv, 4, Mode.INFER));
    assertNull(Tiling.of(conv, 4, Mode.MASK), "a weight without influence must get no gradient");
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
    var layout = Dnn.pixels(batch, channels, side, side);
    Tensor tensor = new Tensor(dnn, layout, arena.take(layout.get_size()));
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      floats.put(i, (float) values[i]);
    }
    return tensor;
  }

  /**
   * The limit holds for the root mean square, which tells good points of interpolation from bad.
   */
  private static void assertClose(double[] expected, FloatBuffer found) {
    double all = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      all += expected[i] * expected[i];
      off += (expected[i] - found.get(i)) * (expected[i] - found.get(i));
    }
    double error = Math.sqrt(off / all);
    assertTrue(error < 1.2e-6, "off by " + error);
  }
}

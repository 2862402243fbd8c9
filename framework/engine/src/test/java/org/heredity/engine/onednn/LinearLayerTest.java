package org.heredity.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Large linear layers against their definition. */
class LinearLayerTest {
  private static final int BATCH = 3;
  private static final int IN = 5;
  private static final int OUT = 7;

  private final Dnn dnn = new Dnn(1);
  private final Arena arena = new Arena();

  @AfterEach
  void close() {
    arena.close();
  }

  private static float[] values(int length, int start) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (i * 7 + start) % 11 - 5;
    }
    return values;
  }

  private Tensor tensor(float[] values, int columns) {
    Tensor tensor = arena.tensor(dnn, Dnn.nhwc(BATCH, columns, 1, 1));
    tensor.floats().put(values);
    return tensor;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void valuesAndBothGradients(boolean constant) {
    float[] x = values(BATCH * IN, 1);
    float[] w = values(OUT * IN, 2);
    float[] b = values(OUT, 3);
    float[] more = values(BATCH * OUT, 4);
    float[] dy = values(BATCH * OUT, 5);
    Node.Conv linear = Node.Conv.linear("fc", "input", IN, OUT, true);
    INDArray matrix = Nd4j.create(w, new long[] {OUT, IN}, 'c');
    INDArray bias = Nd4j.createFromArray(b);
    ConvWeights weights = new ConvWeights(dnn, arena, linear, matrix, bias, true, constant);
    NhwcConvolution layer = weights.nhwc(arena, Lowering.LINEAR, BATCH, 1);
    assertEquals(constant, weights.borrowed());
    weights.chooseGradient();
    Tensor source = tensor(x, IN);
    Tensor result = tensor(new float[more.length], OUT);
    Tensor back = tensor(new float[x.length], IN);

    layer.forward(source, result, weights.bias, tensor(more, OUT), true).run();
    layer.backward(source, tensor(dy, OUT), back).run();

    for (int n = 0; n < BATCH; n++) {
      for (int o = 0; o < OUT; o++) {
        float sum = b[o] + more[n * OUT + o];
        for (int i = 0; i < IN; i++) {
          sum += x[n * IN + i] * w[o * IN + i];
        }
        assertEquals(Math.max(0, sum), result.floats().get(n * OUT + o));
      }
      for (int i = 0; i < IN; i++) {
        float sum = 0;
        for (int o = 0; o < OUT; o++) {
          sum += dy[n * OUT + o] * w[o * IN + i];
        }
        assertEquals(sum, back.floats().get(n * IN + i));
      }
    }
    for (int o = 0; o < OUT; o++) {
      for (int i = 0; i < IN; i++) {
        float sum = 0;
        for (int n = 0; n < BATCH; n++) {
          sum += dy[n * OUT + o] * x[n * IN + i];
        }
        assertEquals(sum, weights.gradient.floats().get(o * IN + i));
      }
    }
    assertTrue(matrix.equals(weights.export()));
  }

  @Test
  void smallOnesAreLeftToTheLibrary() {
    Node.Conv small = Node.Conv.linear("fc", "input", 512, 512, true);
    Node.Conv large = Node.Conv.linear("fc", "input", 1024, 1024, true);
    assertEquals(Lowering.DIRECT, Lowering.of(small, 1, Mode.TRAIN));
    assertEquals(Lowering.LINEAR, Lowering.of(large, 1, Mode.TRAIN));
    assertEquals(Lowering.DIRECT, Lowering.of(large, 7, Mode.TRAIN));
  }
}

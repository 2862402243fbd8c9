package org.heredity.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.heredity.layers.WindowPool.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pools against what defines them. */
class WindowPoolTest {
  private static final int HEIGHT = 7;
  private static final int WIDTH = 8;
  private static final double STEP = 1e-6;

  static Stream<WindowPool> pools() {
    Window uneven = new Window(new Axis(3, 2, 0, 1, 1), new Axis(2, 2, 1, 0, 1));
    Window padded = new Window(new Axis(4, 3, 1, 1, 1), new Axis(3, 2, 1, 2, 1));
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    new WindowPool(kind, uneven, false),
                    new WindowPool(kind, uneven, true),
                    new WindowPool(kind, padded, false),
                    new WindowPool(kind, padded, true),
                    new WindowPool(kind, Window.square(3, 2, 0), true)));
  }

  private static INDArray images() {
    return Nd4j.rand(DataType.DOUBLE, 2, 3, HEIGHT, WIDTH).subi(0.5);
  }

  private static double expected(WindowPool pool, INDArray images, int n, int c, int y, int x) {
    Axis down = pool.window().rows();
    Axis across = pool.window().columns();
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int pixels = 0;
    int places = 0;
    for (int i = 0; i < down.kernel(); i++) {
      for (int j = 0; j < across.kernel(); j++) {
        int row = y * down.stride() - down.before() + i;
        int column = x * across.stride() - across.before() + j;
        if (row < HEIGHT + down.after() && column < WIDTH + across.after()) {
          places++;
        }
        if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) {
          double value = images.getDouble(n, c, row, column);
          largest = Math.max(largest, value);
          sum += value;
          pixels++;
        }
      }
    }
    return switch (pool.getKind()) {
      case LARGEST -> largest;
      case MEAN -> sum / pixels;
      case MEAN_WITH_PADDING -> sum / places;
    };
  }

  @ParameterizedTest
  @MethodSource("pools")
  void isWhatDefinesIt(WindowPool pool) {
    INDArray images = images();
    INDArray made = pool.apply(images);
    Window window = pool.window();
    int[] shape =
        (pool.isRoundedUp() ? window.roundedUp(HEIGHT, WIDTH) : window).shape(3, 3, HEIGHT, WIDTH);
    assertArrayEquals(new long[] {2, shape[0], shape[1], shape[2]}, made.shape());
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < shape[1]; y++) {
          for (int x = 0; x < shape[2]; x++) {
            assertEquals(
                expected(pool, images, n, c, y, x), made.getDouble(n, c, y, x), 1e-12, "" + window);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pools")
  void gradientIsThatOfTheResult(WindowPool pool) {
    INDArray images = images();
    INDArray weights = Nd4j.rand(DataType.DOUBLE, pool.apply(images).shape());
    INDArray gradient = pool.gradient(images, weights);
    for (long i = 0; i < images.length(); i += 5) {
      double value = images.getDouble(i);
      images.putScalar(i, value + STEP);
      double more = pool.apply(images).mul(weights).sumNumber().doubleValue();
      images.putScalar(i, value - STEP);
      double less = pool.apply(images).mul(weights).sumNumber().doubleValue();
      images.putScalar(i, value);
      assertEquals((more - less) / (2 * STEP), gradient.getDouble(i), 1e-6);
    }
  }
}

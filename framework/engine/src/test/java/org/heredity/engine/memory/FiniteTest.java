package org.heredity.engine.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** No class is read from numbers that are none. */
class FiniteTest {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theRowsAreNamed(float none) {
    for (int columns = 1; columns < 10; columns++) {
      for (int at = 0; at < columns; at++) {
        INDArray matrix = Nd4j.rand(5, columns);
        Floats.requireFinite(matrix);
        matrix.putScalar(1, at, none);
        matrix.putScalar(4, at, none);
        NonFiniteException error =
            assertThrows(NonFiniteException.class, () -> Floats.argMax(matrix));
        assertArrayEquals(new int[] {1, 4}, error.rows());
        assertEquals("not finite numbers in 2 of 5 rows", error.getMessage());
      }
    }
  }

  @Test
  void theGreatestNumbersAreNumbers() {
    float most = Float.MAX_VALUE;
    float[][] rows = {
      {most, -most, most, most, most, most}, {0, -most, 1, Float.MIN_VALUE, 2, -0f}
    };
    assertArrayEquals(new int[] {0, 4}, Floats.argMax(Nd4j.create(rows)));
  }
}

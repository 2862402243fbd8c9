package org.heredity.engine.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class ScopeTest {
  private final INDArray one = Nd4j.ones(DataType.FLOAT, 3, 4);
  private final INDArray other = Nd4j.ones(DataType.FLOAT, 3, 4);

  @Test
  void closesWhatItOwnsAndNothingElse() {
    INDArray given;
    try (Scope scope = new Scope()) {
      given = scope.add(one);
      scope.own(StateDict.of(Map.of("b", other)));
    }
    assertSame(one, given);
    assertTrue(one.wasClosed() && other.wasClosed());
  }

  @Test
  void whatIsReleasedOutlivesIt() {
    INDArray third = Nd4j.ones(DataType.FLOAT, 2);
    try (Scope scope = new Scope()) {
      scope.add(one);
      scope.add(other);
      scope.add(third);
      assertSame(one, scope.release(one));
      scope.release(StateDict.of(Map.of("b", other)));
    }
    assertFalse(one.wasClosed() || other.wasClosed());
    assertTrue(third.wasClosed());
  }

  @Test
  void ownsOnlyWhatIsNew() {
    StateDict given = StateDict.of(Map.of("a", one));
    try (Scope scope = new Scope()) {
      StateDict made = given.with("b", other);
      assertSame(made, scope.own(made, given));
    }
    assertFalse(one.wasClosed());
    assertTrue(other.wasClosed());
  }

  @Test
  void maybeClosedTwice() {
    Scope scope = new Scope();
    scope.add(one);
    one.close();
    scope.close();
    scope.close();
    assertTrue(one.wasClosed());
  }

  @Test
  void elementsComeAndGoWithoutATrace() {
    INDArray matrix = Floats.array(new float[] {1, 5, 5, 7, 2, 3}, 2, 3);
    INDArray turned = matrix.transpose();
    INDArray doubles = matrix.castTo(DataType.DOUBLE);
    INDArray target = Nd4j.zeros(DataType.FLOAT, 2, 3);
    Floats.write(new float[6], target);
    long before = NativeMemory.held();
    assertArrayEquals(new float[] {1, 7, 5, 2, 5, 3}, Floats.copy(turned));
    assertArrayEquals(new float[] {1, 5, 5, 7, 2, 3}, Floats.copy(doubles));
    assertArrayEquals(new float[][] {{1, 5, 5}, {7, 2, 3}}, Floats.rows(matrix));
    assertArrayEquals(new int[] {1, 0}, Floats.argMax(matrix));
    Floats.write(new float[][] {{1, 2, 3}, {4, 5, 6}}, target);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, target.data().asFloat());
    long handles = NativeMemory.held() - before;
    assertTrue(handles <= 512, handles + " bytes");
    assertEquals(3, Floats.read(turned.slice(0).dup()).capacity() + 1);
  }
}

package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heredity.engine.memory.Floats;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Two places of two and one channels, two images, by hand. */
class KernelGradientTest {
  private static final List<Place> PLACES =
      List.of(new Place("first", List.of(), 2, 2), new Place("second", List.of(), 1, 1));

  @Test
  void aMaskSwitchesKernelsAndGetsTheSumOfValueTimesGradient() {
    KernelGradient hook = new KernelGradient(PLACES, true);
    assertEquals(3, hook.kernels());
    hook.mask(new float[] {0.4f, -0.1f, 1});
    INDArray first =
        Floats.array(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0, 0, 2, 0, 0, 0}, 2, 2, 2, 2);
    INDArray second = Floats.array(new float[] {3, 4}, 2, 1, 1, 1);
    hook.forward(0, first);
    hook.forward(1, second);
    assertArrayEquals(
        new float[] {1, 2, 3, 4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, Floats.copy(first));
    assertArrayEquals(new float[] {3, 4}, Floats.copy(second));
    float[] dy = new float[16];
    // First channel: 0.1 * 1 - 0.2 * 2 of one image, 0.3 * 1 of the other.
    dy[0] = 0.1f;
    dy[1] = -0.2f;
    dy[8] = 0.3f;
    // Second channel, though it is off: 0.05 * 5 + 0.1 * 2, of values before the mask.
    dy[4] = 0.05f;
    dy[12] = 0.1f;
    INDArray gradient = Floats.array(dy, 2, 2, 2, 2);
    // 0.5 * 3 + 1 * 4 is clipped.
    hook.backward(1, second, Floats.array(new float[] {0.5f, 1}, 2, 1, 1, 1));
    hook.backward(0, first, gradient);
    assertArrayEquals(new float[] {0, 0.45f, 1}, hook.clipped(), 1e-6f);
    float[] passed = Floats.copy(gradient);
    assertEquals(-0.2f, passed[1]);
    assertEquals(0, passed[4]);
    assertEquals(0, passed[12]);
    // Another module starts anew.
    hook.mask(new float[] {1, 1, 1});
    assertArrayEquals(new float[3], hook.clipped());
  }
}

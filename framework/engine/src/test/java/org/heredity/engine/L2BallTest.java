package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class L2BallTest {
  private static final float[] SCALE = {4, 5, 2};
  private static final float[] LOW = {-2, -1.5f, -0.75f};
  private static final float[] HIGH = {2, 3, 1.25f};
  private static final int SIDE = 8;
  private static final int VALUES = 3 * SIDE * SIDE;

  private static INDArray pixels(float... values) {
    return Nd4j.createFromArray(values).reshape(1, 3, 1, values.length / 3);
  }

  private static INDArray uniform(long seed, double low, double high, int images) {
    float[] values = new float[images * VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * Randomness.of(seed).uniformDouble(i));
    }
    return Nd4j.create(values, new long[] {images, 3, SIDE, SIDE}, 'c');
  }

  /** The distance of each image, in the unit, from the clean image clipped to the range. */
  private static double[] distances(INDArray clean, INDArray adversarial) {
    double[] squares = new double[(int) clean.size(0)];
    float[] from = clean.data().asFloat();
    float[] to = adversarial.data().asFloat();
    for (int i = 0; i < from.length; i++) {
      int c = i / (SIDE * SIDE) % 3;
      double centre = Math.max(LOW[c], Math.min(HIGH[c], from[i]));
      squares[i / VALUES] += Math.pow((to[i] - centre) / SCALE[c], 2);
    }
    for (int n = 0; n < squares.length; n++) {
      squares[n] = Math.sqrt(squares[n]);
    }
    return squares;
  }

  /** Changes of 2, 3 and 6 units are 7 long; a ball of 3.5 halves them. */
  @Test
  void projectsByTheLengthOfAllChannelsTogether() {
    L2Ball ball = new L2Ball(3.5, new float[] {1, 10, 0.5f}, wide(-1000), wide(1000));
    INDArray adversarial = pixels(1 + 2, 0 - 30, 2 + 3);
    ball.project(pixels(1, 0, 2), adversarial);
    assertArrayEquals(new float[] {2, -15, 3.5f}, adversarial.data().asFloat(), 1e-6f);
  }

  private static float[] wide(float bound) {
    return new float[] {bound, bound, bound};
  }

  /**
   * With respect to the unit the gradient is (3, 0, 4), 5 long, so a step of 0.5 units is (0.3, 0,
   * 0.4) units; a network's value holds 2, 1 and 4 times as many.
   */
  @Test
  void stepsAlongTheGradientOverItsLength() {
    float[] scale = {2, 1, 4};
    L2Ball ball = new L2Ball(0.75, scale, wide(-10), wide(10));
    INDArray clean = pixels(0, 0, 0);
    INDArray adversarial = pixels(0, 0, 0);
    INDArray gradient = pixels(1.5f, 0, 1);
    float[] step = {0.5f * 2, 0.5f * 1, 0.5f * 4};
    ball.ascend(clean, adversarial, gradient, step);
    assertArrayEquals(new float[] {0.6f, 0, 1.6f}, adversarial.data().asFloat(), 1e-6f);
    ball.ascend(clean, adversarial, gradient, step);
    assertArrayEquals(new float[] {0.9f, 0, 2.4f}, adversarial.data().asFloat(), 1e-6f, "at 0.75");
    ball.ascend(clean, adversarial, pixels(0, 0, 0), step);
    assertArrayEquals(new float[] {0.9f, 0, 2.4f}, adversarial.data().asFloat(), 1e-6f, "still");
    assertArrayEquals(new float[] {0, 0, 0}, clean.data().asFloat());
  }

  @Test
  void anImagesGradientIsMeasuredAlone() {
    L2Ball ball = new L2Ball(10, SCALE, wide(-100), wide(100));
    INDArray both = uniform(1, -0.5, 1, 2);
    INDArray gradient = uniform(2, -1, 1, 2);
    gradient.slice(1).muli(1e-12);
    INDArray moved = both.dup('c');
    ball.ascend(both, moved, gradient, new float[] {0.5f * 4, 0.5f * 5, 0.5f * 2});
    double[] distances = distances(both, moved);
    assertEquals(0.5, distances[0], 1e-5);
    assertEquals(0.5, distances[1], 1e-5);
  }

  /** Also of clean images outside the range, and of changes that all round alike. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-4, 0.01, 0.5, 3, 100})
  void isWithinEpsilonAndRangeAndProjectingAgainChangesNothing(double epsilon) {
    L2Ball ball = new L2Ball(epsilon, SCALE, LOW, HIGH);
    for (int seed = 0; seed < 40; seed++) {
      INDArray clean = seed % 4 == 0 ? uniform(1, 0.1, 0.1, 3) : uniform(3 * seed, -2.5, 3.5, 3);
      double far = seed % 3 == 0 ? 1e-3 : 4;
      INDArray adversarial = clean.add(uniform(3 * seed + 1, far / 2 * (seed % 2 - 1), far, 3));
      if (seed % 2 == 0) {
        ball.project(clean, adversarial);
      } else {
        INDArray gradient = uniform(3 * seed + 2, -1e-6, 1e-6, 3);
        ball.ascend(clean, adversarial, gradient, new float[] {0.4f, 0.5f, 0.2f});
      }
      for (double distance : distances(clean, adversarial)) {
        assertTrue(distance <= epsilon * (1 + 1e-9), distance + " of " + epsilon);
      }
      float[] values = adversarial.data().asFloat();
      for (int i = 0; i < values.length; i++) {
        int c = i / (SIDE * SIDE) % 3;
        assertTrue(values[i] >= LOW[c] && values[i] <= HIGH[c], "value " + values[i]);
      }
      INDArray again = adversarial.dup('c');
      ball.project(clean, again);
      assertEquals(adversarial, again, "epsilon " + epsilon + ", seed " + seed);
      assertArrayEquals(values, again.data().asFloat(), "to the bit");
    }
  }

  /** The radius to the power of the dimension is uniform; directions have no mean. */
  @Test
  void startsAreUniformInTheBall() {
    int images = 2000;
    L2Ball ball = new L2Ball(2, new float[] {1, 1, 1}, wide(-10), wide(10));
    INDArray clean = Nd4j.zeros(images, 3, 1, 1);
    INDArray start = Nd4j.zeros(images, 3, 1, 1);
    List<Randomness> streams =
        IntStream.range(0, images).mapToObj(n -> Randomness.of(5).at("image " + n)).toList();
    ball.randomise(clean, start, streams);
    float[] values = start.data().asFloat();
    double[] mean = new double[3];
    int inner = 0;
    for (int n = 0; n < images; n++) {
      double squares = 0;
      for (int c = 0; c < 3; c++) {
        mean[c] += values[3 * n + c] / images;
        squares += values[3 * n + c] * values[3 * n + c];
      }
      assertTrue(squares <= 4 + 1e-6);
      inner += squares <= 1 ? 1 : 0;
    }
    assertEquals(1 / 8.0, inner / (double) images, 0.02, "of the volume, in half the radius");
    for (double m : mean) {
      assertEquals(0, m, 0.08);
    }
  }

  @Test
  void anImagesStartIsItsStreamsAlone() {
    L2Ball ball = new L2Ball(1, SCALE, LOW, HIGH);
    INDArray clean = uniform(9, -0.5, 1, 1);
    INDArray twice = Nd4j.concat(0, clean, clean);
    INDArray start = twice.dup('c');
    INDArray swapped = twice.mul(0);
    ball.randomise(twice, start, List.of(Randomness.of(1), Randomness.of(2)));
    ball.randomise(twice, swapped, List.of(Randomness.of(2), Randomness.of(1)));
    assertEquals(start.slice(0), swapped.slice(1));
    assertEquals(start.slice(1), swapped.slice(0));
    assertNotEquals(start.slice(0), start.slice(1));
  }
}

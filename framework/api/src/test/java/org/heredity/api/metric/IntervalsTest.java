package org.heredity.api.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;

class IntervalsTest {
  /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
  @Test
  void wilsonGivesNewcombesTable() {
    assertInterval(0.2553, 0.3662, WilsonInterval.of(81, 263));
    assertInterval(0.0, 0.1611, WilsonInterval.of(0, 20));
    assertInterval(0.0061, 0.1718, WilsonInterval.of(1, 29));
  }

  @Test
  void wilsonOfAllOrNothingEndsAtTheEnds() {
    assertEquals(0, WilsonInterval.of(0, 7).low());
    assertEquals(1, WilsonInterval.of(7, 7).high());
    assertEquals(0, WilsonInterval.of(0, 0).low());
    assertEquals(1, WilsonInterval.of(0, 0).high());
    assertThrows(IllegalArgumentException.class, () -> WilsonInterval.of(8, 7));
  }

  /** Binomial tails by hand: 2 * (1 + 10 + 45) / 1024, and so on. */
  @Test
  void mcNemarIsTwiceTheBinomialTail() {
    assertEquals(2 * (1 + 10 + 45) / 1024.0, McNemar.exact(2, 8), 1e-12);
    assertEquals(2 * (1 + 10 + 45) / 1024.0, McNemar.exact(8, 2), 1e-12);
    assertEquals(1, McNemar.exact(0, 0));
    assertEquals(1, McNemar.exact(5, 5));
    assertEquals(2.0 / 64, McNemar.exact(0, 6), 1e-15);
    assertEquals(0, McNemar.exact(0, 5000), 1e-300);
    assertTrue(McNemar.exact(2450, 2550) > 0.15 && McNemar.exact(2450, 2550) < 0.17);
  }

  /** Holm's own procedure on p = 0.01, 0.04, 0.03, 0.005 of four comparisons. */
  @Test
  void holmStepsDown() {
    assertArrayEquals(
        new double[] {0.03, 0.06, 0.06, 0.02},
        Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}),
        1e-12);
    assertArrayEquals(
        new double[] {0.02, Double.NaN, 1}, Holm.adjust(new double[] {0.01, Double.NaN, 1}), 1e-12);
  }

  @Test
  void bootstrapOfAConstantIsThatConstant() {
    Interval interval = ofMean(new double[] {0.25, 0.25, 0.25}, 1);
    assertInterval(0.25, 0.25, interval);
    assertEquals("bootstrap", interval.method());
  }

  /** For many values the percentile interval is near the normal one, 1.96 standard errors. */
  @Test
  void bootstrapAgreesWithTheNormalIntervalForManyValues() {
    double[] values = new double[400];
    Arrays.setAll(values, i -> Randomness.of(5).gaussian(i));
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 399;
    double half = 1.96 * Math.sqrt(variance / 400);
    Interval interval = ofMean(values, 2);
    assertEquals(mean - half, interval.low(), 0.1 * half);
    assertEquals(mean + half, interval.high(), 0.1 * half);
    assertEquals(interval, ofMean(values, 2), "the same seed");
  }

  private static Interval ofMean(double[] values, long seed) {
    return Bootstrap.interval(
        Bootstrap.distribution(
            draws -> {
              double sum = 0;
              for (int i = 0; i < values.length; i++) {
                sum += values[Bootstrap.index(draws, i, values.length)];
              }
              return sum / values.length;
            },
            Randomness.of(seed)));
  }

  private static void assertInterval(double low, double high, Interval interval) {
    assertEquals(low, interval.low(), 6e-5);
    assertEquals(high, interval.high(), 6e-5);
  }
}

package org.heredity.api.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void twoValuesGiveTheirOwnRange() {
    // A quarter of the resamples has twice the lower, a quarter twice the higher.
    Interval interval = Bootstrap.ofMean(List.of(0.1, 0.3));
    assertEquals(0.1, interval.low(), 1e-12);
    assertEquals(0.3, interval.high(), 1e-12);
  }

  @Test
  void threeValuesGiveTheirOwnRange() {
    // One of 27 resamples, 3.7%, is three times the least: more than 2.5%.
    Interval interval = Bootstrap.ofMean(List.of(0.5, 0.2, 0.4));
    assertEquals(0.2, interval.low(), 1e-12);
    assertEquals(0.5, interval.high(), 1e-12);
  }

  @Test
  void manyValuesGiveTheNormalInterval() {
    // The bootstrap's standard error of a mean is the root of the sum of squares over n.
    List<Double> values = IntStream.range(0, 40).mapToObj(i -> 0.3 + 0.01 * (i % 10)).toList();
    double half = 1.96 * Math.sqrt(40 * 0.000825) / 40;
    Interval interval = Bootstrap.ofMean(values);
    assertEquals(0.345 - half, interval.low(), 0.02 * half);
    assertEquals(0.345 + half, interval.high(), 0.02 * half);
    assertEquals(interval, Bootstrap.ofMean(values), "drawn the same each time");
  }
}

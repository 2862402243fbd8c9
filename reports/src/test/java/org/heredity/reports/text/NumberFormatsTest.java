package org.heredity.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.Estimate;
import org.junit.jupiter.api.Test;

class NumberFormatsTest {
  @Test
  void numbersReadTheSameEverywhere() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("19.4%", NumberFormats.percent(0.1936));
      assertEquals("–", NumberFormats.percent(Double.NaN));
      assertEquals("0.31 s", NumberFormats.duration(0.314));
      assertEquals("12 s", NumberFormats.duration(12.3));
      assertEquals("5 min 32 s", NumberFormats.duration(332.4));
      assertEquals("2 h 05 min", NumberFormats.duration(7512));
      assertEquals("1.235e+06", NumberFormats.number(1_234_567.5));
      assertEquals("8", NumberFormats.number(8));
      assertEquals(
          "19.4% (mean of 3 seeds, 95% bootstrap interval 15.1–24.4)",
          NumberFormats.estimate(
              new Estimate(
                  0.194, new Interval(0.151, 0.244, 0.95, "bootstrap"), List.of(0.2, 0.1, 0.3))));
      assertEquals(
          "not measured", NumberFormats.estimate(new Estimate(Double.NaN, null, List.of())));
      assertEquals(
          "99.9% Wilson interval", NumberFormats.intervalKind(new Interval(0, 1, 0.999, "wilson")));
    } finally {
      Locale.setDefault(before);
    }
  }
}

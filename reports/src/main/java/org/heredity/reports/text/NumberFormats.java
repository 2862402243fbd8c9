package org.heredity.reports.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.PublishedFigure;

/** Numbers as reports write them. */
public final class NumberFormats {
  /** What stands where nothing was measured. */
  public static final String NONE = "–";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private NumberFormats() {}

  /** 0.1936 as {@code 19.4%}. */
  public static String percent(double share) {
    return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  /** 0.1936 as {@code 19.4}, for columns whose head has the unit; with a minus sign if below 0. */
  public static String hundred(double share) {
    if (Double.isNaN(share)) {
      return NONE;
    }
    String text = String.format(Locale.ROOT, "%.1f", Math.abs(100 * share));
    return share < 0 && !text.equals("0.0") ? "−" + text : text;
  }

  /** A published share in percent, with as many digits as its paper has. */
  public static String published(double share) {
    return Double.isNaN(share) ? NONE : PublishedFigure.printed(share);
  }

  /** The ends of an interval in percent, {@code 15.1–24.4} or {@code −3.1 to 2.1}. */
  public static String interval(Interval interval) {
    if (interval == null || Double.isNaN(interval.low())) {
      return NONE;
    }
    String low = hundred(interval.low());
    return low + (low.startsWith("−") ? " to " : "–") + hundred(interval.high());
  }

  /** Shares from the least to the greatest, {@code 12.4 to 19.7%}; one where they are the same. */
  public static String range(DoubleStream shares) {
    double[] values = shares.filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (values.length == 0) {
      return NONE;
    }
    String low = hundred(values[0]);
    String high = percent(values[values.length - 1]);
    return high.equals(low + "%") ? high : low + " to " + high;
  }

  /** How an interval came about, {@code 95% Wilson interval}. */
  public static String intervalKind(Interval interval) {
    if (interval == null) {
      return "no interval";
    }
    String method =
        switch (interval.method()) {
          case "wilson" -> "Wilson";
          case "bootstrap" -> "bootstrap";
          default -> interval.method();
        };
    return String.format(Locale.ROOT, "%.3g%% %s interval", 100 * interval.level(), method)
        .replace(".0%", "%");
  }

  /** An estimate in words: {@code 19.4% (mean of 3 seeds, 95% bootstrap interval 15.1–24.4)}. */
  public static String estimate(Estimate estimate) {
    if (Double.isNaN(estimate.mean())) {
      return "not measured";
    }
    String of =
        estimate.values().size() > 1 ? "mean of " + estimate.values().size() + " seeds, " : "";
    return percent(estimate.mean())
        + " ("
        + of
        + intervalKind(estimate.interval())
        + " "
        + interval(estimate.interval())
        + ")";
  }

  /** Seconds as {@code 0.42 s}, {@code 12 s}, {@code 3 min 20 s} or {@code 2 h 05 min}. */
  public static String duration(double seconds) {
    if (Double.isNaN(seconds)) {
      return NONE;
    }
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.2g s", seconds).replace("0.0 s", "0 s");
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** An instant of ISO 8601 as {@code 24 November 2026, 18:18 UTC}; other texts as they are. */
  public static String moment(String instant) {
    try {
      return MOMENT.format(Instant.parse(instant));
    } catch (DateTimeException e) {
      return instant;
    }
  }

  /** A number with up to four significant digits. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** The change of a value of [0,1] in levels of a pixel, {@code 8/255}. */
  public static String levels(double change) {
    if (Double.isNaN(change)) {
      return NONE;
    }
    String levels = String.format(Locale.ROOT, "%.2f", 255 * change);
    return levels.replaceFirst("\\.?0+$", "") + "/255";
  }

  /** {@code 1 seed}, {@code 3 seeds}. */
  public static String count(long n, String thing) {
    return count(n, thing, thing + "s");
  }

  /** {@code 1 class}, {@code 3 classes}. */
  public static String count(long n, String one, String several) {
    return n + " " + (n == 1 ? one : several);
  }
}

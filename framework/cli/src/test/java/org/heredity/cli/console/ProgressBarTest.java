package org.heredity.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long now;

  private ProgressBar bar(boolean quiet, boolean interactive) {
    return new Terminal(
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Terminal.Style(quiet, interactive, 80, false),
            () -> now,
            List.of(),
            new ErrorLog("test"))
        .progress("search");
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysNothingForTwoSeconds() {
    try (ProgressBar bar = bar(false, true)) {
      now = 2 * SECOND - 1;
      bar.at(5, 10, "");
    }
    assertEquals("", said());
  }

  @Test
  void redrawsOneLineWithTheTimeLeftAndTakesItAway() {
    try (ProgressBar bar = bar(false, true)) {
      bar.at(0, 10, "");
      now = 5 * SECOND;
      bar.at(5, 10, "loss 0.5");
    }
    assertEquals(
        "\r\u001b[Ksearch [##########----------]  50% 5/10, 5 s left, loss 0.5\r\u001b[K", said());
  }

  @Test
  void aResumedStageIsEstimatedFromWhatItDidItself() {
    try (ProgressBar bar = bar(false, false)) {
      bar.at(90, 100, "");
      now = 4 * SECOND;
      bar.at(92, 100, "");
    }
    assertEquals("search  92% 92/100, 16 s left", said().strip());
  }

  @Test
  void writesALineNowAndThenWhereThereIsNoTerminal() {
    try (ProgressBar bar = bar(false, false)) {
      for (int second = 0; second < 60; second++) {
        now = second * SECOND;
        bar.at(second, 60, "");
      }
    }
    assertEquals(3, said().lines().count());
    assertTrue(said().lines().noneMatch(line -> line.contains("\r")), said());
  }

  @Test
  void isNoWiderThanTheTerminal() {
    try (ProgressBar bar = bar(false, true)) {
      now = 3 * SECOND;
      bar.at(1, 2, "x".repeat(200));
    }
    String line = said().split("\r")[1].substring(3);
    assertEquals(79, line.length());
  }

  @Test
  void quietIsQuiet() {
    try (ProgressBar bar = bar(true, true)) {
      now = 100 * SECOND;
      bar.at(1, 2, "");
    }
    assertEquals("", said());
  }

  @Test
  void timesAreReadable() {
    assertEquals("59 s", ProgressBar.time(59 * SECOND));
    assertEquals("1:01", ProgressBar.time(61 * SECOND));
    assertEquals("2:00:05", ProgressBar.time(7205 * SECOND));
  }
}

package org.heredity.cli.command;

import java.util.Locale;
import org.heredity.api.result.CellResult;
import org.heredity.cli.console.ProgressBar;
import org.heredity.cli.console.Terminal;
import org.heredity.pipeline.progress.SuiteListener;

/** Shows a suite on the terminal. */
final class SuiteProgress implements SuiteListener, AutoCloseable {
  private static final double WORTH_SAYING = 2;

  private final Terminal terminal;
  private int students;
  private int found;
  private ProgressBar bar;

  SuiteProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void started(int number) {
    students = number;
    terminal.say(students + (students == 1 ? " student" : " students") + " to make and evaluate");
  }

  @Override
  public void stageStarted(String subject, String stage) {
    closeBar();
    bar = terminal.progress(subject + ": " + stage);
  }

  @Override
  public void progress(String subject, String stage, long done, long total, String note) {
    if (bar != null) {
      bar.at(done, total, note);
    }
  }

  @Override
  public void stageEnded(String subject, String stage, double seconds, boolean cached) {
    closeBar();
    if (cached) {
      found++;
    } else if (seconds >= WORTH_SAYING) {
      terminal.say(String.format(Locale.ROOT, "%s: %s, %.1f s", subject, stage, seconds));
    }
  }

  @Override
  public void cellDone(CellResult cell) {
    closeBar();
    terminal.say(
        subject(cell)
            + ": ACC "
            + Reports.percent(cell.acc())
            + ", DIR "
            + Reports.percent(cell.dir())
            + " ("
            + cell.dirNumerator()
            + " of "
            + cell.dirDenominator()
            + ")");
  }

  @Override
  public void cellFailed(CellResult cell, Throwable error) {
    closeBar();
    terminal.warn(subject(cell) + ": failed: " + cell.error(), error);
  }

  @Override
  public void note(String message) {
    closeBar();
    terminal.say(message);
  }

  /** The end, however it came. */
  @Override
  public void close() {
    closeBar();
    if (found > 0) {
      terminal.say(found + " stages were cached by an earlier run");
    }
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String subject(CellResult cell) {
    return cell.target() + ", " + cell.method() + ", seed " + cell.seed() + ", " + cell.attack();
  }
}

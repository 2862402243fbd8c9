package org.heredity.cli.console;

import java.io.PrintStream;
import java.util.List;
import java.util.function.LongSupplier;

/** Where a command says what is going on: standard error, so that results have standard output. */
public final class Terminal {
  private final PrintStream err;
  private final Style style;
  private final LongSupplier nanoTime;
  private final List<String> arguments;
  private final ErrorLog log;

  /**
   * How to say it.
   *
   * @param quiet whether to say only warnings and errors
   * @param interactive whether standard error is a terminal whose line can be redrawn
   * @param columns its width
   * @param traces whether to show stack traces
   */
  public record Style(boolean quiet, boolean interactive, int columns, boolean traces) {}

  /**
   * A terminal.
   *
   * @param err standard error
   * @param style how to say it
   * @param nanoTime a clock, such as {@link System#nanoTime}
   * @param arguments what the program was called with
   * @param log for stack traces
   */
  public Terminal(
      PrintStream err, Style style, LongSupplier nanoTime, List<String> arguments, ErrorLog log) {
    this.err = err;
    this.style = style;
    this.nanoTime = nanoTime;
    this.arguments = List.copyOf(arguments);
    this.log = log;
  }

  /** What was called, such as {@code heredity run suite.yaml}. */
  public String commandLine() {
    return "heredity " + String.join(" ", arguments);
  }

  /** What the program was called with, its command and all options. */
  public List<String> arguments() {
    return arguments;
  }

  /** Says a line, unless the user wants quiet. */
  public void say(String line) {
    if (!style.quiet()) {
      err.println(line);
    }
  }

  /** Says a line that the user must see. */
  public void warn(String line) {
    err.println(line);
  }

  /**
   * Says a line that the user must see of something that failed while the rest continues. It names
   * the log, which gets the error with its causes; who wants stack traces sees them here, too.
   */
  public void warn(String line, Throwable error) {
    boolean known = log.has(error);
    err.println(line + "; log: " + log.write(error));
    if (style.traces() && !known) {
      error.printStackTrace(err);
    }
  }

  /**
   * A progress bar; it shows nothing before two seconds have passed.
   *
   * @param label what is being done
   */
  public ProgressBar progress(String label) {
    return new ProgressBar(err, style, nanoTime, label);
  }
}

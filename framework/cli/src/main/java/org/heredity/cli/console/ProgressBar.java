package org.heredity.cli.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far something is: on a terminal one line that is redrawn, elsewhere a line now and
 * then. Says nothing in the first two seconds, and nothing at all if quiet. To be used by one
 * thread; must be closed.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;
  private static final long SILENT = 2 * SECOND;
  private static final long REDRAW = SECOND / 8;
  private static final long LINE = 20 * SECOND;
  private static final int CELLS = 20;

  private final PrintStream err;
  private final Terminal.Style style;
  private final LongSupplier nanoTime;
  private final String label;
  private final long start;
  private long next;
  private long firstDone = -1;
  private boolean drawn;

  ProgressBar(PrintStream err, Terminal.Style style, LongSupplier nanoTime, String label) {
    this.err = err;
    this.style = style;
    this.nanoTime = nanoTime;
    this.label = label;
    this.start = nanoTime.getAsLong();
    this.next = start + SILENT;
  }

  /**
   * Tells how far it is.
   *
   * @param total 0 if nobody knows
   * @param note shown at the end of the line; may be empty
   */
  public void at(long done, long total, String note) {
    if (firstDone < 0) {
      firstDone = done;
    }
    long now = nanoTime.getAsLong();
    if (style.quiet() || now < next) {
      return;
    }
    next = now + (style.interactive() ? REDRAW : LINE);
    String line = line(done, total, note, now - start);
    if (style.interactive()) {
      int room = Math.max(20, style.columns() - 1);
      err.print("\r\u001b[K" + (line.length() > room ? line.substring(0, room) : line));
      err.flush();
      drawn = true;
    } else {
      err.println(line);
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }

  private String line(long done, long total, String note, long elapsed) {
    StringBuilder line = new StringBuilder(label);
    if (total > 0) {
      double share = Math.min(1, Math.max(0, (double) done / total));
      if (style.interactive()) {
        int full = (int) (share * CELLS);
        line.append(" [").append("#".repeat(full)).append("-".repeat(CELLS - full)).append(']');
      }
      line.append(String.format(Locale.ROOT, " %3.0f%% %d/%d", 100 * share, done, total));
      if (done > firstDone && done < total) {
        double left = (double) elapsed / (done - firstDone) * (total - done);
        line.append(", ").append(time((long) left)).append(" left");
      }
    } else if (done > 0) {
      line.append(' ').append(done);
    }
    if (!note.isEmpty()) {
      line.append(", ").append(note);
    }
    return line.toString();
  }

  /** Nanoseconds as {@code 12 s}, {@code 3:05} minutes or {@code 2:03:05} hours. */
  static String time(long nanos) {
    long seconds = Math.round((double) nanos / SECOND);
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}

package org.heredity.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import org.heredity.cli.console.ExitCode;

/** Passes an input on, and ends this process at once when it ends, whatever it is doing. */
final class LastWord {
  private static final int BUFFER = 1 << 16;

  private final PipedInputStream stream;

  LastWord(InputStream in) {
    PipedOutputStream out = new PipedOutputStream();
    try {
      stream = new PipedInputStream(out, BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread =
        new Thread(
            () -> {
              byte[] buffer = new byte[BUFFER];
              try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  out.write(buffer, 0, n);
                  out.flush();
                }
              } catch (IOException e) {
                // As good as an end.
              }
              Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
            },
            "input");
    thread.setDaemon(true);
    thread.start();
  }

  /** What was read. */
  InputStream stream() {
    return stream;
  }
}

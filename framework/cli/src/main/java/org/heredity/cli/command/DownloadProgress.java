package org.heredity.cli.command;

import org.heredity.cli.console.ProgressBar;
import org.heredity.cli.console.Terminal;
import org.heredity.datasets.download.TransferProgress;

/** Shows downloads on the terminal, one bar a file. */
final class DownloadProgress implements TransferProgress, AutoCloseable {
  private static final double MIB = 1 << 20;

  private final Terminal terminal;
  private String file = "";
  private ProgressBar bar;

  DownloadProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void at(String name, long done, long total) {
    if (!name.equals(file)) {
      close();
      file = name;
      terminal.say("getting " + name);
      bar = terminal.progress(name);
    }
    bar.at(Math.round(done / MIB), total < 0 ? 0 : Math.round(total / MIB), "MiB");
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    file = "";
  }
}

package org.heredity.datasets.download;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Closes a stream whose count stands still for too long, as Java's HTTP client never would. */
final class Watchdog implements AutoCloseable {
  private final Thread thread;
  private final Duration patience;
  private volatile boolean barked;

  Watchdog(LongSupplier count, InputStream stream, Duration patience) {
    this.patience = patience;
    this.thread = new Thread(() -> watch(count, stream), "heredity-download-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** Fails if nothing came for too long. */
  void check() throws IOException {
    if (barked) {
      throw new IOException("nothing came for " + patience.toMillis() / 1000.0 + " s");
    }
  }

  private void watch(LongSupplier count, InputStream stream) {
    try {
      for (long before = -1; count.getAsLong() != before; ) {
        before = count.getAsLong();
        Thread.sleep(patience.toMillis());
      }
      barked = true;
      stream.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      barked = true;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

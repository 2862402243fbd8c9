package org.heredity.datasets.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.heredity.data.DataException;
import org.heredity.files.LockFile;
import org.heredity.files.Sha256;

/**
 * Gets published files: whole, checked against the published digest, and once, also when several
 * threads or processes ask for the same file at the same time. A download that broke off is
 * resumed, now and in a later run. Thread-safe.
 *
 * <p>Proxies are taken from the environment ({@code https_proxy} and the like) or from Java's
 * settings; proxies that want a password are not supported.
 */
public final class Downloads {
  private static final int ATTEMPTS_WITHOUT_A_BYTE = 5;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient client;
  private final Duration patience;
  private final Duration pause;

  /** With the proxies of the environment, and the patience that the Internet asks for. */
  public Downloads() {
    this(
        new EnvironmentProxy(System.getenv(), ProxySelector.getDefault()),
        Duration.ofSeconds(60),
        Duration.ofSeconds(2));
  }

  /**
   * With proxies and times.
   *
   * @param patience how long nothing may come before a connection counts as broken
   * @param pause before the second attempt; before each further one twice as long as before
   */
  Downloads(ProxySelector proxies, Duration patience, Duration pause) {
    this.client =
        HttpClient.newBuilder()
            .proxy(proxies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.patience = patience;
    this.pause = pause;
  }

  /**
   * Gets a file, unless it is there.
   *
   * @param folder where it is to be; created if it is not there
   * @throws DataException if it cannot be had or is not what is published; the message gives the
   *     address, the place and the digest, so that it can be got by hand
   */
  public Fetched get(RemoteFile file, Path folder, TransferProgress progress) {
    Path target = folder.resolve(file.name());
    boolean[] downloaded = new boolean[1];
    try {
      if (!Files.exists(target)) {
        LockFile.hold(
            folder.resolve("." + file.name() + ".lock"),
            () -> progress.at(file.name(), 0, -1),
            () -> {
              if (!Files.exists(target)) {
                download(file, target, progress);
                downloaded[0] = true;
              }
            });
      }
      if (!downloaded[0]) {
        requireChecksum(file, target);
      }
      return new Fetched(file, target, Files.size(target), Sha256.of(target), downloaded[0]);
    } catch (IOException e) {
      throw failed(file, target, e);
    }
  }

  private void download(RemoteFile file, Path target, TransferProgress progress)
      throws IOException {
    Path part = target.resolveSibling("." + file.name() + ".part");
    Transfer transfer = new Transfer(client, file, part, patience, progress);
    boolean resumed = transfer.collected() > 0;
    collect(transfer);
    if (!matches(file, part)) {
      String got = file.checksum().orElseThrow().digest(part);
      transfer.discard();
      // What an earlier run left may be to blame.
      if (resumed) {
        collect(transfer);
      }
      if (!resumed || !matches(file, part)) {
        transfer.discard();
        throw new IOException(
            "what came is not what is published: expected "
                + file.checksum().orElseThrow()
                + ", got "
                + got);
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    transfer.discard();
  }

  private void collect(Transfer transfer) throws IOException {
    int fruitless = 0;
    while (true) {
      long before = transfer.collected();
      try {
        transfer.attempt();
        return;
      } catch (Transfer.Refused e) {
        throw e;
      } catch (IOException e) {
        fruitless = transfer.collected() > before ? 0 : fruitless + 1;
        // An offline machine is to hear so soon.
        if (fruitless >= (unreachable(e) ? 2 : ATTEMPTS_WITHOUT_A_BYTE)) {
          throw e;
        }
        sleep(pause.multipliedBy(1L << fruitless));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static boolean unreachable(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void requireChecksum(RemoteFile file, Path path) throws IOException {
    if (!matches(file, path)) {
      Checksum expected = file.checksum().orElseThrow();
      throw new DataException(
          "%s: expected %s, as published, got %s; remove the file and get it again"
              .formatted(path, expected, expected.digest(path)));
    }
  }

  private static boolean matches(RemoteFile file, Path path) throws IOException {
    return file.checksum().isEmpty() || file.checksum().get().fits(path);
  }

  private static DataException failed(RemoteFile file, Path target, IOException e) {
    String why =
        unreachable(e)
            ? "no connection to " + file.address().getHost()
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String checksum =
        file.checksum()
            .map(sum -> ", check it (" + sum + ")")
            .orElse(" (no digest of it is published)");
    return new DataException(
        "%s could not be got: %s. Try again, or get %s by other means%s and put it at %s"
            .formatted(file.name(), why, file.address(), checksum, target),
        e);
  }
}

package org.heredity.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.api.config.UsageException;
import org.heredity.files.StorageException;

/** Where Spark is asked for machines. Immutable. */
final class Master {
  private static final int PATIENCE_MILLISECONDS = 10_000;
  private static final int MOST_FAILURES = 100;
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d{1,4})]");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[(\\d{1,4}),(\\d{1,4}),(\\d{1,7})]");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern OTHER = Pattern.compile("yarn|k8s://.+");

  private final String address;

  private Master(String address) {
    this.address = address;
  }

  /**
   * A master.
   *
   * @param threads that each machine is to compute with
   * @throws UsageException if it is none, or none of its machines has so many
   */
  static Master of(String address, int threads) {
    Matcher cluster = LOCAL_CLUSTER.matcher(address);
    Matcher local = LOCAL.matcher(address);
    int cores = Integer.MAX_VALUE;
    if (cluster.matches()) {
      cores = Integer.parseInt(cluster.group(2));
      if (System.getenv("SPARK_HOME") == null) {
        throw new UsageException(
            "--on " + address + " needs SPARK_HOME: the folder that has Spark's jars/");
      }
    } else if (local.matches()) {
      cores = Integer.parseInt(local.group(1));
    } else if (!STANDALONE.matcher(address).matches() && !OTHER.matcher(address).matches()) {
      throw new UsageException(
          "--on is spark://HOST:PORT, yarn, k8s://…, local-cluster[WORKERS,CORES,MEGABYTES] or"
              + " local[CORES], got '"
              + address
              + "'");
    }
    if (cores < threads) {
      throw new UsageException(
          "--on "
              + address
              + " has "
              + cores
              + " cores a machine, and each is to compute with "
              + threads
              + " threads: set HEREDITY_THREADS="
              + cores
              + " or less");
    }
    return new Master(address);
  }

  /** As Spark is to have it. */
  String address() {
    Matcher local = LOCAL.matcher(address);
    return local.matches() ? "local[" + local.group(1) + "," + MOST_FAILURES + "]" : address;
  }

  /**
   * Finds out whether it is there, for Spark by itself takes a minute to find that it is not.
   *
   * @throws StorageException if it cannot be reached
   */
  void reach() {
    Matcher standalone = STANDALONE.matcher(address);
    if (!standalone.matches()) {
      return;
    }
    List<String> tried = new ArrayList<>();
    for (String one : standalone.group(1).split(",")) {
      int colon = one.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(one.substring(colon + 1));
        socket.connect(
            new InetSocketAddress(one.substring(0, Math.max(0, colon)), port),
            PATIENCE_MILLISECONDS);
        return;
      } catch (IOException e) {
        tried.add(one + ": " + (e.getMessage() == null ? e : e.getMessage()));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--on " + address + ": '" + one + "' is not HOST:PORT", e);
      }
    }
    throw new StorageException(
        "Spark's master "
            + address
            + " cannot be reached ("
            + String.join("; ", tried)
            + "); start it, or name another with --on");
  }
}

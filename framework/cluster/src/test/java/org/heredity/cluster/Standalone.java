package org.heredity.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/** A master of Spark's and workers, as processes of this machine. Not thread-safe. */
final class Standalone implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  /**
   * A machine that a worker is on.
   *
   * @param shell what starts the command line that follows it, such as {@code unshare}
   * @param environment what is other than elsewhere
   */
  record Machine(List<String> shell, Map<String, String> environment) {
    /** As this one. */
    static final Machine USUAL = new Machine(List.of(), Map.of());
  }

  private final SparkFolder spark;
  private final Path folder;
  private final List<Machine> machines;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  Standalone(SparkFolder spark, Path folder, List<Machine> machines) throws Exception {
    this.spark = spark;
    this.folder = folder;
    this.machines = machines;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    master =
        spark.daemon(
            Machine.USUAL,
            folder.resolve("master.log"),
            Master.class,
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    untilItListens();
    for (int number = 0; number < machines.size(); number++) {
      workers.add(worker(number));
    }
  }

  private void untilItListens() throws Exception {
    for (int second = 0; second < PATIENCE_SECONDS; second++) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (IOException e) {
        Thread.sleep(1000);
      }
    }
    throw new AssertionError(Files.readString(folder.resolve("master.log")));
  }

  private Process worker(int number) throws IOException {
    return spark.daemon(
        machines.get(number),
        folder.resolve("worker-" + number + ".log"),
        Worker.class,
        address(),
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        folder.resolve("work").toString());
  }

  String address() {
    return "spark://127.0.0.1:" + port;
  }

  int count() {
    return workers.size();
  }

  /** Starts others in the place of workers that were killed. */
  void restart() throws IOException {
    for (int number = 0; number < workers.size(); number++) {
      if (!workers.get(number).isAlive()) {
        workers.set(number, worker(number));
      }
    }
  }

  /** A worker itself. */
  List<ProcessHandle> daemon(int number) {
    return List.of(workers.get(number).toHandle());
  }

  /** The executors of a worker, in their order. */
  List<ProcessHandle> executors(int number) {
    return workers.get(number).toHandle().children().toList();
  }

  /** The processes of Heredity that executors of a worker have. */
  List<ProcessHandle> stageProcesses(int number) {
    return executors(number).stream().flatMap(ProcessHandle::children).toList();
  }

  @Override
  public void close() {
    for (Process worker : workers) {
      List<ProcessHandle> all = worker.descendants().toList();
      worker.destroy();
      worker.onExit().join();
      for (ProcessHandle one : all) {
        one.onExit().join();
      }
    }
    master.destroy();
    master.onExit().join();
  }
}

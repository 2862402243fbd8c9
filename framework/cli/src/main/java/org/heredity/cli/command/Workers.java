package org.heredity.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.MemoryNeed;
import org.heredity.files.StorageException;

/**
 * Runs the same command line in several processes of this machine, which share its processors and
 * its memory. Each finds out by a property of its Java which it is; the first has the results. One
 * that is killed is started again; if this process ends, all do. Not thread-safe.
 */
final class Workers {
  /** The number of a worker, from 1, in its process. */
  private static final String NUMBER = "heredity.worker";

  private static final int SIGNALLED = 128;
  private static final int INTERRUPT = 2;
  private static final int TERMINATE = 15;
  private static final int MOST_STARTS = 20;
  private static final int SECONDS_TO_LEAVE = 10;

  private final Terminal terminal;
  private final int count;
  private final int threads;

  /** So many workers of this command line. */
  Workers(Terminal terminal, int count) {
    this.terminal = terminal;
    this.count = count;
    this.threads = Math.max(1, Runtime.getRuntime().availableProcessors() / count);
  }

  /** Which worker this process is; 0 if it is none. */
  static int number() {
    return Integer.getInteger(NUMBER, 0);
  }

  /** Ends this process, which is a worker, as soon as that which started it is no more. */
  static void endWithParent() {
    // Nothing is ever said; the end is what is waited for.
    new LastWord(System.in);
  }

  /**
   * Runs all workers to their end.
   *
   * @return what the first made of it
   */
  Outcome run() {
    terminal.say(
        count
            + " workers of "
            + (threads == 1 ? "1 thread" : threads + " threads")
            + " and "
            + MemoryNeed.megabytes(Runtime.getRuntime().maxMemory() / count)
            + " MB of heap each");
    ExecutorService watching = Executors.newCachedThreadPool();
    List<Running> all = new ArrayList<>();
    try {
      for (int number = 1; number <= count; number++) {
        all.add(new Running(number, watching));
      }
      List<Future<Integer>> ends = new ArrayList<>();
      for (Running one : all) {
        ends.add(watching.submit(one::untilItEnds));
      }
      int code = ends.get(0).get();
      if (code == 0) {
        for (Running one : all) {
          one.leave();
        }
      }
      return outcome(code, all.get(0).out.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while workers run", e);
    } catch (ExecutionException e) {
      throw new StorageException("a worker cannot be run: " + e.getCause().getMessage(), e);
    } finally {
      all.forEach(Running::stop);
      all.forEach(Running::end);
      watching.shutdownNow();
    }
  }

  private static Outcome outcome(int number, String out) {
    ExitCode code =
        Arrays.stream(ExitCode.values())
            .filter(one -> one.number() == number)
            .findFirst()
            .orElse(number > SIGNALLED ? ExitCode.INTERRUPTED : ExitCode.INTERNAL);
    try {
      Object json = out.startsWith("{") ? new ObjectMapper().readTree(out) : Map.of();
      return new Outcome(code, json, out.stripTrailing());
    } catch (IOException e) {
      return new Outcome(code, Map.of(), out.stripTrailing());
    }
  }

  /** One worker, started again where it is killed. */
  private final class Running {
    private final int number;
    private final ExecutorService watching;
    private volatile Process process;
    private Future<String> out;
    private boolean stopped;

    Running(int number, ExecutorService watching) {
      this.number = number;
      this.watching = watching;
      start();
    }

    private synchronized void start() {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      try {
        process = builder.start();
      } catch (IOException e) {
        throw StorageException.of("start a worker", e);
      }
      Process started = process;
      watching.submit(() -> tell(started));
      out =
          watching.submit(
              () -> new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private List<String> command() {
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(WorkerJava.part(count, threads));
      // Its lines go through this process; only that redraws any.
      command.add("-Dheredity.terminal=false");
      command.add("-D" + NUMBER + "=" + number);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerJava.MAIN));
      command.addAll(terminal.arguments());
      return command;
    }

    private Void tell(Process started) throws IOException {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(started.getErrorStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          terminal.warn("[" + number + "] " + line);
        }
      }
      return null;
    }

    /** The exit code; of one that was killed, that of the next. */
    int untilItEnds() throws InterruptedException {
      for (int starts = 1; true; starts++) {
        int code = process.waitFor();
        synchronized (this) {
          if (stopped || !killed(code) || starts == MOST_STARTS) {
            if (code != 0 && !stopped && number > 1) {
              terminal.warn(
                  "worker "
                      + number
                      + " ended with exit code "
                      + code
                      + "; the others do its stages");
            }
            return code;
          }
          terminal.warn(
              "worker " + number + " was killed (exit code " + code + "); it is started again");
          start();
        }
      }
    }

    /** Rather than ended by itself, or told to end by whoever sees to it. */
    private static boolean killed(int code) {
      return code > SIGNALLED && code != SIGNALLED + INTERRUPT && code != SIGNALLED + TERMINATE;
    }

    /** Lets it find out that all is done, and leave nothing half done. */
    void leave() throws InterruptedException {
      process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS);
    }

    synchronized void stop() {
      stopped = true;
      process.destroy();
    }

    /** After {@link #stop}: does not return while it lives. */
    void end() {
      process.onExit().completeOnTimeout(process, SECONDS_TO_LEAVE, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }
}

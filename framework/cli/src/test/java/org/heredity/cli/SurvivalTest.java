package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.heredity.data.Randomness;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills (SIGKILL) processes that run a suite of real methods and write its reports, at random
 * moments; after each kill no file may be half-written. Starts them again on the same folder until
 * they end, and compares all that they leave with an undisturbed run, byte for byte. {@code
 * -Dheredity.kills=200} for a long run.
 */
@Tag("slow")
class SurvivalTest {
  private static final int KILLS = Integer.getInteger("heredity.kills", 1);
  private static final int LANES =
      Integer.getInteger("heredity.kill-lanes", Runtime.getRuntime().availableProcessors());
  private static final long SEED = Long.getLong("heredity.kill-seed", 1);

  /** Kills come within this share of an undisturbed run's time, so that a round has several. */
  private static final double WINDOW =
      Double.parseDouble(System.getProperty("heredity.kill-window", "0.4"));

  /** Then a round may end, lest most kills meet the report, which is made anew each time. */
  private static final int KILLS_A_ROUND = Integer.getInteger("heredity.kills-a-round", 12);

  private static final long NEVER = TimeUnit.DAYS.toMillis(1);

  @TempDir Path folder;
  private final ScheduledExecutorService killer = Executors.newScheduledThreadPool(1);
  private final AtomicInteger left = new AtomicInteger(KILLS);
  private final Map<String, Integer> moments = new TreeMap<>();

  /** What became of a process: what it said last, and after how many milliseconds of work. */
  private record End(boolean killed, String last, long millis) {}

  private Process start(Path out, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            SurvivalChild.class.getName(),
            out.toString(),
            folder.resolve("teacher.safetensors").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    // Small networks gain nothing from threads, and beside other work threads wait for each other.
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }

  /** Runs until the end, or kills the process {@code after} milliseconds of work. */
  private End run(Path out, Path log, long after) throws Exception {
    Process process = start(out, log);
    long ready = 0;
    String last = "";
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        if (line.equals(SurvivalChild.READY)) {
          ready = System.nanoTime();
          // By its handle: a Process would close the stream under the reader.
          killer.schedule(() -> process.toHandle().destroyForcibly(), after, TimeUnit.MILLISECONDS);
        }
      }
    }
    int code = process.waitFor();
    boolean ended = last.equals(SurvivalChild.END) && code == 0;
    assertTrue(ended || code == 128 + 9, code + " after '" + last + "': " + Files.readString(log));
    return new End(!ended, last, (System.nanoTime() - ready) / 1_000_000);
  }

  /** Rounds of kills until all are spent. */
  private void lane(int lane, FolderContent expected, double window) throws Exception {
    Path log = folder.resolve("log-" + lane);
    Randomness random = Randomness.of(SEED).at(lane);
    int kills = 0;
    for (int round = 0; left.get() > 0; round++) {
      Path out = folder.resolve("killed-" + lane + "-" + round);
      int killed = 0;
      for (End end = null; end == null || end.killed(); ) {
        boolean kill = killed < KILLS_A_ROUND && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        end = run(out, log, kill ? (long) (window * random.uniform(kills++)) : NEVER);
        if (end.killed()) {
          killed++;
          if (Files.exists(out)) {
            FolderContent.of(out).assertWhole();
          }
          synchronized (moments) {
            moments.merge(end.last(), 1, Integer::sum);
          }
        } else if (kill) {
          left.getAndIncrement();
        }
      }
      FolderContent content = FolderContent.of(out);
      content.assertWhole();
      List<String> differences = content.differences(expected);
      assertTrue(
          differences.isEmpty(),
          "after " + killed + " kills in " + out + ":\n" + String.join("\n", differences));
      System.out.println(out.getFileName() + ": " + killed + " kills, no difference");
      deleteTree(out);
    }
  }

  @Test
  void aKilledSuiteEndsAsIfItHadNeverBeenKilled() throws Exception {
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    Path undisturbed = folder.resolve("undisturbed");
    End end = run(undisturbed, folder.resolve("log"), NEVER);
    FolderContent content = FolderContent.of(undisturbed);
    content.assertWhole();
    assertTrue(content.digests().keySet().containsAll(List.of("report.pdf", "results.json")));
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    List<Future<?>> running = new ArrayList<>();
    for (int lane = 0; lane < Math.min(LANES, KILLS); lane++) {
      int number = lane;
      running.add(
          lanes.submit(
              () -> {
                lane(number, content, WINDOW * end.millis());
                return null;
              }));
    }
    try {
      for (Future<?> lane : running) {
        lane.get();
      }
    } finally {
      left.set(0);
      lanes.shutdown();
      lanes.awaitTermination(5, TimeUnit.MINUTES);
      killer.shutdownNow();
    }
    int kills = moments.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(kills + " kills, 0 differences; by what had been said last: " + moments);
    assertEquals(KILLS, kills);
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

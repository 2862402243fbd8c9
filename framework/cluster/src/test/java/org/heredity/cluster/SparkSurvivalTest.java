package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.heredity.cli.SharedSuite;
import org.heredity.cluster.Standalone.Machine;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone master and two workers do a suite; at random moments a worker, an executor, the
 * process of Heredity beside an executor, or the driver is killed (SIGKILL). Workers and the driver
 * are started again, the rest is Spark's to see to. In the end everything is as one undisturbed
 * process leaves it. Only where {@code -Dheredity.spark-kills=100} says how many of each kind.
 */
@Tag("slow")
class SparkSurvivalTest {
  private static final int KILLS = Integer.getInteger("heredity.spark-kills", 0);
  private static final long SEED = Long.getLong("heredity.kill-seed", 1);
  private static final int KILLED = 128 + 9;

  /** Then a round may end; kills that come faster than stages end would never let it. */
  private static final int KILLS_A_ROUND = Integer.getInteger("heredity.kills-a-round", 10);

  /** Milliseconds between two kills, at most. */
  private static final double BETWEEN =
      Double.parseDouble(System.getProperty("heredity.kill-between", "5000"));

  /** Tenths of a second to wait for somebody to be there who is to be killed. */
  private static final int PATIENCE = 300;

  /** Who may be killed. */
  private enum Kind {
    WORKER,
    EXECUTOR,
    STAGE_PROCESS,
    DRIVER
  }

  /** Who is killed: all, or those that {@code -Dheredity.spark-kinds=EXECUTOR,DRIVER} names. */
  private static final List<Kind> KINDS =
      Arrays.stream(
              System.getProperty("heredity.spark-kinds", "WORKER,EXECUTOR,STAGE_PROCESS,DRIVER")
                  .split(","))
          .map(Kind::valueOf)
          .toList();

  @TempDir Path folder;
  private final Map<Kind, Integer> kills = new EnumMap<>(Kind.class);
  private String suite;
  private SparkFolder spark;
  private Standalone cluster;

  private Process driver(Path out) throws IOException {
    return spark.heredity(
        log(out),
        "run",
        suite,
        "--on",
        cluster.address(),
        "--store",
        folder.resolve(out.getFileName() + "-store").toUri().toString(),
        "--out",
        out.toString(),
        "--format",
        "charts",
        "--format",
        "markdown");
  }

  private Path log(Path out) {
    return folder.resolve(out.getFileName() + ".log");
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean kill(List<ProcessHandle> processes) throws Exception {
    if (processes.isEmpty()) {
      return false;
    }
    boolean killed = processes.get(0).destroyForcibly();
    processes.get(0).onExit().get(1, TimeUnit.MINUTES);
    return killed;
  }

  private boolean enough(Kind kind) {
    return kills.getOrDefault(kind, 0) >= KILLS;
  }

  private boolean all() {
    return KINDS.stream().allMatch(this::enough);
  }

  /** Who is to be killed next, of whom not enough were. */
  private Kind next(double random) {
    List<Kind> left = KINDS.stream().filter(kind -> !enough(kind)).toList();
    return left.get((int) (left.size() * random));
  }

  /** Those of a kind that are there with a worker. */
  private List<ProcessHandle> there(Kind kind, int worker, Process driver) {
    return switch (kind) {
      case WORKER -> cluster.daemon(worker);
      case EXECUTOR -> cluster.executors(worker);
      case STAGE_PROCESS -> cluster.stageProcesses(worker);
      case DRIVER -> List.of(driver.toHandle());
    };
  }

  /** One run under kills, until the results are there. */
  private int round(Path out, Randomness random) throws Exception {
    Process driver = driver(out);
    int here = 0;
    for (int n = 0; here < KILLS_A_ROUND && !all() && driver.isAlive(); n++) {
      int number = (int) (cluster.count() * random.at("which").uniform(n));
      Kind kind = next(random.at("who").uniform(n));
      for (int i = 0; i < PATIENCE && there(kind, number, driver).isEmpty(); i++) {
        driver.waitFor(100, TimeUnit.MILLISECONDS);
      }
      if (driver.waitFor((long) (BETWEEN * random.at("when").uniform(n)), TimeUnit.MILLISECONDS)) {
        break;
      }
      if (kill(there(kind, number, driver))) {
        kills.merge(kind, 1, Integer::sum);
        here++;
      }
      cluster.restart();
      if (!driver.isAlive()) {
        int code = driver.waitFor();
        assertTrue(code == 0 || code == KILLED, () -> code + ": " + text(log(out)));
        driver = code == KILLED ? driver(out) : driver;
      }
    }
    assertTrue(driver.waitFor(10, TimeUnit.MINUTES), () -> "it hangs: " + text(log(out)));
    assertEquals(0, driver.exitValue(), () -> text(log(out)));
    return here;
  }

  @Test
  void killedMachinesEndAsOneUndisturbedProcess() throws Exception {
    assumeTrue(KILLS > 0, "only with -Dheredity.spark-kills=N");
    suite = SharedSuite.layOut(folder);
    spark = new SparkFolder(folder);
    Path one = SharedSuite.undisturbed(folder, suite);
    try (Standalone started =
        new Standalone(spark, folder, List.of(Machine.USUAL, Machine.USUAL))) {
      cluster = started;
      for (int round = 0; !all(); round++) {
        Path out = folder.resolve("round-" + round);
        int here = round(out, Randomness.of(SEED).at(round));
        SharedSuite.assertSameResults(one, out);
        SharedSuite.assertSameFilesForUsers(one, out);
        Path unfinished = folder.resolve(out.getFileName() + "-store").resolve("unfinished");
        if (Files.exists(unfinished)) {
          assertEquals(0, unfinished.toFile().list().length, "something is half-published");
        }
        System.out.println(out.getFileName() + ": " + here + " kills, no difference; " + kills);
      }
    }
    System.out.println(kills + " kills, 0 differences");
  }
}

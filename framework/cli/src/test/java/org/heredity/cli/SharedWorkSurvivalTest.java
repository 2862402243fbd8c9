package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.heredity.data.Randomness;
import org.heredity.pipeline.cache.WorkBoard;
import org.heredity.pipeline.run.SuiteRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes share a suite; at random moments one of them, the one that writes the results not
 * spared, is killed (SIGKILL) and started again. In the end everything is as one undisturbed
 * process leaves it. {@code -Dheredity.kills=100} for a long run.
 */
@Tag("slow")
class SharedWorkSurvivalTest {
  private static final int WORKERS = 3;
  private static final int KILLED = 128 + 9;
  private static final int KILLS = Integer.getInteger("heredity.kills", 2);
  private static final long SEED = Long.getLong("heredity.kill-seed", 1);

  /** Then a round may end; kills that come faster than stages end would never let it. */
  private static final int KILLS_A_ROUND = Integer.getInteger("heredity.kills-a-round", 10);

  /** Milliseconds between two kills, at most. */
  private static final double BETWEEN =
      Double.parseDouble(System.getProperty("heredity.kill-between", "4000"));

  @TempDir Path folder;
  private String suite;

  private Process start(Path out, int worker) throws IOException {
    return OneThread.start(
        log(out, worker),
        List.of("-Dheredity.worker=" + worker),
        "run",
        suite,
        "--out",
        out.toString(),
        "--workers",
        Integer.toString(WORKERS),
        "--format",
        "charts",
        "--format",
        "markdown");
  }

  private Path log(Path out, int worker) {
    return folder.resolve(out.getFileName() + "-" + worker + ".log");
  }

  /** Kills one and starts it again; whether it was still there to be killed. */
  private boolean kill(Path out, List<Process> workers, int number) throws Exception {
    Process process = workers.get(number);
    process.destroyForcibly();
    int code = process.waitFor();
    assertTrue(code == 0 || code == KILLED, () -> code + ": " + text(log(out, number + 1)));
    if (code == KILLED) {
      workers.set(number, start(out, number + 1));
    }
    return code == KILLED;
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** One run under kills, until the results are there. */
  private int round(Path out, int most, Randomness random) throws Exception {
    List<Process> workers = new ArrayList<>();
    for (int worker = 1; worker <= WORKERS; worker++) {
      workers.add(start(out, worker));
    }
    int kills = 0;
    for (int n = 0; kills < most && workers.get(0).isAlive(); n++) {
      long wait = (long) (BETWEEN * random.at("when").uniform(n));
      if (!workers.get(0).waitFor(wait, TimeUnit.MILLISECONDS)) {
        kills += kill(out, workers, (int) (WORKERS * random.at("who").uniform(n))) ? 1 : 0;
      }
    }
    for (int worker = 1; worker <= WORKERS; worker++) {
      int code = workers.get(worker - 1).waitFor();
      Path log = log(out, worker);
      assertEquals(0, code, () -> text(log));
    }
    // As who started them does when all have ended.
    WorkBoard.forget(out.resolve(SuiteRunner.STORE));
    return kills;
  }

  @Test
  void killedWorkersEndAsOneUndisturbedProcess() throws Exception {
    suite = SharedSuite.layOut(folder);
    Path one = SharedSuite.undisturbed(folder, suite);
    int kills = 0;
    for (int round = 0; kills < KILLS; round++) {
      Path out = folder.resolve("round-" + round);
      int here = round(out, Math.min(KILLS_A_ROUND, KILLS - kills), Randomness.of(SEED).at(round));
      SharedSuite.assertSameResults(one, out);
      SharedSuite.assertSameFiles(one, out);
      System.out.println(out.getFileName() + ": " + here + " kills, no difference");
      kills += here;
    }
    System.out.println(kills + " kills of " + WORKERS + " workers, 0 differences");
  }
}

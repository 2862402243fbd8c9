package org.heredity.pipeline.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class StageRunnerTest {
  private static final ArtifactKey KEY = ArtifactKey.of("stage-count", Map.of("seed", 1));

  private final List<String> events = new ArrayList<>();

  private StageRunner runner(Path root) {
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void stageStarted(String subject, String stage) {
            events.add("start " + stage);
          }

          @Override
          public void stageEnded(String subject, String stage, double seconds, boolean reused) {
            events.add((reused ? "reuse " : "end ") + stage);
          }
        };
    return new StageRunner(new ArtifactStore(root, events::add), listener, Duration.ZERO);
  }

  private static StateDict number(double value) {
    return StateDict.of(Map.of("n", Nd4j.createFromArray(new double[] {value})));
  }

  /** Counts to ten from where it was, and stops for good at {@code end}. */
  private static StateDict count(Progress progress, int end) {
    StateDict resumed = progress.resumed();
    int from = resumed == null ? 0 : resumed.get("n").getInt(0);
    for (int i = from; i < 10; i++) {
      if (i == end) {
        throw new IllegalStateException("interrupted at " + i);
      }
      int done = i + 1;
      progress.point(new CurvePoint("count", done, done, Double.NaN, 1));
      progress.checkpoint(() -> number(done));
    }
    return number(10);
  }

  @Test
  void aStageIsComputedOnceAndItsCurveKept(@TempDir Path root) {
    StageRunner.Outcome first = runner(root).run(KEY, "s", "count", p -> count(p, -1));
    StageRunner.Outcome second =
        runner(root)
            .run(
                KEY,
                "s",
                "count",
                progress -> {
                  throw new AssertionError("computed twice");
                });
    assertEquals(first.tensors().digest(), second.tensors().digest());
    assertEquals(10, second.curve().size());
    assertEquals(first.curve(), second.curve());
    assertEquals(first.seconds(), second.seconds(), 1e-9);
    assertEquals(List.of("start count", "end count", "reuse count"), events);
  }

  @Test
  void anInterruptedStageGoesOnFromItsCheckpoint(@TempDir Path root) {
    assertThrows(
        IllegalStateException.class,
        () -> runner(root).run(KEY, "s", "count", progress -> count(progress, 6)));
    StageRunner.Outcome resumed =
        runner(root)
            .run(
                KEY,
                "s",
                "count",
                progress -> {
                  assertEquals(6, progress.resumed().get("n").getInt(0));
                  assertEquals(1, progress.resumed().size(), "only what the stage saved");
                  return count(progress, -1);
                });
    assertEquals(number(10).digest(), resumed.tensors().digest());
    assertTrue(runner(root).store().checkpoint(KEY).isEmpty(), "dropped once the artifact is kept");
  }

  @Test
  void anotherKeyStartsAfresh(@TempDir Path root) {
    assertThrows(
        IllegalStateException.class,
        () -> runner(root).run(KEY, "s", "count", progress -> count(progress, 6)));
    ArtifactKey other = ArtifactKey.of("stage-count", Map.of("seed", 2));
    runner(root)
        .run(
            other,
            "s",
            "count",
            progress -> {
              assertNull(progress.resumed());
              return number(1);
            });
  }
}

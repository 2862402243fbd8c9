package org.heredity.pipeline.cache;

import static org.heredity.pipeline.cache.ArtifactType.TENSORS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class CacheTest {
  private static final ArtifactKey KEY = ArtifactKey.of("stage-count", Map.of("seed", 1));

  private static final Stage STAGE = new Stage("s", "count");

  private final List<String> events = new ArrayList<>();

  private Cache cache(Path root) {
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void stageStarted(String subject, String stage) {
            events.add("start " + stage);
          }

          @Override
          public void stageEnded(String subject, String stage, double seconds, boolean cached) {
            events.add((cached ? "cached " : "end ") + stage);
          }

          @Override
          public void note(String message) {
            events.add(message);
          }
        };
    return Cache.in(root, listener, Duration.ZERO);
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
  void aStageIsComputedOnceAndItsCurveCached(@TempDir Path root) {
    Cached<StateDict> first = cache(root).get(STAGE, KEY, TENSORS, p -> count(p, -1));
    Cached<StateDict> second =
        cache(root)
            .get(
                STAGE,
                KEY,
                TENSORS,
                progress -> {
                  throw new AssertionError("computed twice");
                });
    assertEquals(first.value().digest(), second.value().digest());
    assertEquals(10, second.artifact().curve().size());
    assertEquals(first.artifact().curve(), second.artifact().curve());
    assertEquals(first.artifact().seconds(), second.artifact().seconds(), 1e-9);
    assertEquals(List.of("start count", "end count", "cached count"), events);
  }

  @Test
  void anInterruptedStageResumesFromItsCheckpoint(@TempDir Path root) {
    assertThrows(
        IllegalStateException.class,
        () -> cache(root).get(STAGE, KEY, TENSORS, progress -> count(progress, 6)));
    Cached<StateDict> resumed =
        cache(root)
            .get(
                STAGE,
                KEY,
                TENSORS,
                progress -> {
                  assertEquals(6, progress.resumed().get("n").getInt(0));
                  assertEquals(1, progress.resumed().size(), "only what the stage saved");
                  return count(progress, -1);
                });
    assertEquals(number(10).digest(), resumed.value().digest());
    assertTrue(
        ArtifactStore.open(root, Depot.NONE, events::add)
            .claim(KEY)
            .orElseThrow()
            .checkpoint()
            .isEmpty(),
        "dropped once the artifact is stored");
  }

  @Test
  void workMayConsistOfStages(@TempDir Path root) {
    Cache cache = cache(root);
    ArtifactKey whole = ArtifactKey.of("whole", Map.of("seed", 1));
    Cached<StateDict> made =
        cache.get(
            "s",
            whole,
            TENSORS,
            running -> {
              cache.get(STAGE, KEY, TENSORS, progress -> count(progress, -1)).value().release();
              running.store("beside", number(3));
              return number(4);
            });
    assertEquals(number(3).digest(), made.artifact().blob("beside").tensors().digest());
    assertTrue(cache(root).get("s", whole, TENSORS, running -> number(5)).found());
  }

  @Test
  void anotherKeyStartsAfresh(@TempDir Path root) {
    assertThrows(
        IllegalStateException.class,
        () -> cache(root).get(STAGE, KEY, TENSORS, progress -> count(progress, 6)));
    ArtifactKey other = ArtifactKey.of("stage-count", Map.of("seed", 2));
    cache(root)
        .get(
            STAGE,
            other,
            TENSORS,
            progress -> {
              assertNull(progress.resumed());
              return number(1);
            });
  }

  /** Plain data; not a number is one, too. */
  private record Found(int count, double share, List<String> names) {}

  @Test
  void plainDataIsCachedWithoutAFileAndFilesBesideIt(@TempDir Path root) throws IOException {
    Found found = new Found(3, Double.NaN, List.of("a", "b"));
    ArtifactType<Found> type = ArtifactType.json(Found.class);
    ArtifactKey alone = ArtifactKey.of("found", Map.of("seed", 1));
    assertEquals(found, cache(root).get("s", alone, type, running -> found).value());
    try (var blobs = Files.list(root.resolve("blobs"))) {
      assertEquals(0, blobs.count());
    }
    ArtifactKey beside = ArtifactKey.of("found", Map.of("seed", 2));
    cache(root)
        .get(
            "s",
            beside,
            type,
            running -> {
              running.store("weights", number(1));
              SafetensorsWriter.write(running.file("built"), number(2), Map.of());
              return found;
            });
    Work<Found> never =
        running -> {
          throw new AssertionError("computed twice");
        };
    assertEquals(found, cache(root).get("s", alone, type, never).value());
    Cached<Found> again = cache(root).get("s", beside, type, never);
    assertTrue(again.found());
    assertEquals(found, again.value());
    assertEquals(1, again.artifact().blob("weights").tensors().get("n").getInt(0));
    assertEquals(2, again.artifact().blob("built").tensors().get("n").getInt(0));
    assertEquals(List.of(), events, "listeners are not told");
  }

  @Test
  void aFileThatIsBuiltStaysWhereTheWorkIsInterrupted(@TempDir Path root) {
    ArtifactType<Integer> type = ArtifactType.json(Integer.class);
    assertThrows(
        IllegalStateException.class,
        () ->
            cache(root)
                .get(
                    STAGE,
                    KEY,
                    type,
                    running -> {
                      SafetensorsWriter.write(running.file("built"), number(7), Map.of());
                      throw new IllegalStateException("interrupted");
                    }));
    int resumed =
        cache(root)
            .get(
                STAGE,
                KEY,
                type,
                running -> Checkpoints.read(running.file("built")).get("n").getInt(0))
            .value();
    assertEquals(7, resumed);
  }

  @Test
  void aValueOfAnotherTypeIsSaidAndMadeAgain(@TempDir Path root) {
    cache(root).get(STAGE, KEY, ArtifactType.json(String.class), running -> "seven");
    int value = cache(root).get(STAGE, KEY, ArtifactType.json(Integer.class), running -> 7).value();
    assertEquals(7, value);
    assertTrue(
        events.stream().anyMatch(e -> e.matches("the stored stage-count is damaged .* made again")),
        events.toString());
  }
}

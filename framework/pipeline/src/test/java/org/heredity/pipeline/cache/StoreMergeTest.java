package org.heredity.pipeline.cache;

import static org.heredity.pipeline.cache.ArtifactType.TENSORS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.files.StorageException;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Stores that are shared or joined. */
class StoreMergeTest {
  private static final Stage STAGE = new Stage("photos6, seam, seed 1", "tune");

  @TempDir Path folder;

  private Cache cache(String name, Cache.Use use) {
    return Cache.in(folder.resolve(name), SuiteListener.SILENT, Duration.ofHours(1), use);
  }

  private static ArtifactKey key(long seed) {
    return ArtifactKey.of("tune", Map.of("seed", seed));
  }

  private static StateDict number(double value) {
    return StateDict.of(Map.of("n", Nd4j.createFromArray(new double[] {value})));
  }

  private void make(String store, long seed, double value) {
    cache(store, Cache.Use.PART).get(STAGE, key(seed), TENSORS, running -> number(value));
  }

  private StateDict found(String store, long seed) {
    return cache(store, Cache.Use.COMPLETE)
        .get(
            STAGE,
            key(seed),
            TENSORS,
            running -> {
              throw new AssertionError("nothing is made");
            })
        .value();
  }

  private void join(String into, String... others) {
    StoreMerge merge = new StoreMerge(folder.resolve(into));
    List.of(others).forEach(other -> merge.add(folder.resolve(other)));
  }

  @Test
  void whatSeveralMadeIsInOne() {
    make("a", 1, 1);
    make("b", 2, 2);
    // The same again, in another time.
    make("b", 1, 1);
    join("all", "a", "b");
    join("all", "a", "b");
    assertEquals(number(1).digest(), found("all", 1).digest());
    assertEquals(number(2).digest(), found("all", 2).digest());
    join("all", "all");
  }

  @Test
  void otherBitsOfTheSameAreRefused() {
    make("a", 1, 1);
    make("b", 1, 1.5);
    DataException e = assertThrows(DataException.class, () -> join("all", "a", "b"));
    assertTrue(
        e.getMessage().matches("the tune \\w{12} is not the same in .*b and .*a: .*"),
        e::getMessage);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    make("a", 1, 1);
    join("all", "a");
    StorageException e = assertThrows(StorageException.class, () -> found("all", 2));
    assertTrue(
        e.getMessage().startsWith("the stage 'tune' of photos6, seam, seed 1 is in none of"),
        e::getMessage);
    Path blob;
    try (var blobs = Files.list(folder.resolve("a/blobs"))) {
      blob = blobs.findFirst().orElseThrow();
    }
    Files.delete(blob);
    DataException missing = assertThrows(DataException.class, () -> join("other", "a"));
    assertTrue(missing.getMessage().contains("is missing"), missing::getMessage);
    DataException none = assertThrows(DataException.class, () -> join("all", "nowhere"));
    assertTrue(none.getMessage().contains("is no folder of a run"), none::getMessage);
  }

  @Test
  void whatFailedForOneHasFailedForAllUntilAPartIsRunAgain() {
    Work<StateDict> failing =
        running -> {
          throw new IllegalStateException("the loss is no number");
        };
    assertThrows(
        IllegalStateException.class,
        () -> cache("a", Cache.Use.SHARED).get(STAGE, key(1), TENSORS, failing));
    join("all", "a");
    for (String store : List.of("a", "all")) {
      DataException e = assertThrows(DataException.class, () -> found(store, 1));
      assertEquals("IllegalStateException: the loss is no number", e.getMessage());
    }
    assertThrows(
        DataException.class,
        () -> cache("a", Cache.Use.SHARED).get(STAGE, key(1), TENSORS, running -> number(1)));
    make("a", 1, 1);
    assertEquals(number(1).digest(), found("a", 1).digest());
  }
}

package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep over a setting that makes no difference. */
@Tag("slow")
class SweepTest {
  @TempDir Path folder;

  private long stored(String kind) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("out/store/keys").resolve(kind))) {
      return entries.count();
    }
  }

  @Test
  void whatComesToTheSameIsComputedOnce() throws IOException {
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    SmallWorld.images(folder.resolve("images"));
    String seam = "{iterations: 4, search-iterations: 4, prune-threshold: ";
    CommandRun run =
        CommandRun.of(
            "run",
            SmallWorld.suite(folder).toString(),
            "--out",
            folder.resolve("out").toString(),
            "--set",
            "methods=[{label: a, seam: "
                + seam
                + "0.98}}, {label: b, seam: "
                + seam
                + "0.99}}, {label: c, mag-prune: {iterations: 4}}, {label: d, seam: "
                + seam
                + "0.98, shuffle-mask: true}}]");
    assertEquals(0, run.code(), run.err());
    assertEquals(1, stored("stage-head"), "none of their settings is the head's");
    assertEquals(
        2, stored("stage-search"), "neither search gets that far; each is its own, but d's");
    assertEquals(2, stored("stage-tune"), "one of a, b and d, whose masks are equal, and one of c");
    assertEquals(2, stored("predictions"));
    JsonNode cells =
        new ObjectMapper().readTree(folder.resolve("out/results.json").toFile()).get("cells");
    assertEquals(4, cells.size());
    assertEquals(cells.get(0).get("studentDigest"), cells.get(1).get("studentDigest"));
    assertEquals(cells.get(0).get("dir"), cells.get(1).get("dir"));
  }
}

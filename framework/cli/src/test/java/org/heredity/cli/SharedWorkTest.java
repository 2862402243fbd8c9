package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.engine.zoo.Architectures;
import org.heredity.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process, several workers, and shards that are merged give the same figures and files. */
@Tag("slow")
class SharedWorkTest {
  private static final String SUITE =
      """
      name: small
      teacher: {architecture: resnet18, checkpoint: teacher.safetensors, image-size: 32}
      targets: [{name: colours, path: images}]
      methods: [{fine-tune: {iterations: 4}}, {remos: {iterations: 4}}]
      seeds: [1, 2]
      attacks: [{penultimate-pgd: {steps: 3}}, {pgd: {steps: 3}}]
      white-box: [{label: on-students, pgd: {steps: 2}}]
      batch-size: 8
      gallery-images: 1
      """;

  @TempDir Path folder;
  private String suite;

  @BeforeEach
  void layOut() throws IOException {
    SmallWorld.images(folder.resolve("images"));
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    suite = Files.writeString(folder.resolve("suite.yaml"), SUITE).toString();
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  /** Runs to the end; with reports that hold no times. */
  private void run(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--format", "charts", "--format", "markdown"));
    OneThread.run(at("log"), all.toArray(String[]::new));
  }

  /** Times aside, and who was called how. */
  private static JsonNode results(Path out) throws IOException {
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    for (String differs : List.of("seconds", "started", "finished", "command")) {
      results.findParents(differs).forEach(parent -> ((ObjectNode) parent).remove(differs));
    }
    return results;
  }

  private static void assertSameResults(Path one, Path other) throws IOException {
    assertEquals(List.of(), FolderContent.differences(results(one), results(other)));
    assertEquals(Sha256.of(results(one).toString()), Sha256.of(results(other).toString()));
  }

  /** All other files, byte for byte. */
  private static void assertSameFiles(Path one, Path other) throws Exception {
    FolderContent content = FolderContent.of(other);
    content.assertWhole();
    List<String> differences =
        content.differences(FolderContent.of(one)).stream()
            .filter(line -> !line.startsWith("results.json") && !line.startsWith("status.json"))
            .toList();
    assertEquals(List.of(), differences);
  }

  @Test
  void oneProcessWorkersAndMergedShardsGiveTheSame() throws Exception {
    Path one = at("one");
    run("run", suite, "--out", one.toString());
    Path three = at("three");
    run("run", suite, "--out", three.toString(), "--workers", "3");
    assertSameResults(one, three);
    assertSameFiles(one, three);
    List<Process> shards =
        List.of(
            OneThread.start(
                at("log-1"), List.of(), "run", suite, "--shard", "1/2", "--out", "" + at("s1")),
            OneThread.start(
                at("log-2"), List.of(), "run", suite, "--shard", "2/2", "--out", "" + at("s2")));
    for (Process shard : shards) {
      assertEquals(0, shard.waitFor());
    }
    assertTrue(!Files.exists(at("s1").resolve("results.json")), "a shard writes no results");
    Path merged = at("merged");
    run("merge", suite, "" + at("s1"), "" + at("s2"), "--out", "" + merged);
    assertSameResults(one, merged);
    assertSameFiles(one, merged);
  }
}

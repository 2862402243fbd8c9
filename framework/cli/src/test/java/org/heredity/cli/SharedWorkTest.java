package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process, several workers, and shards that are merged give the same figures and files. */
@Tag("slow")
class SharedWorkTest {
  @TempDir Path folder;
  private String suite;

  @BeforeEach
  void layOut() throws IOException {
    suite = SharedSuite.layOut(folder);
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

  @Test
  void oneProcessWorkersAndMergedShardsGiveTheSame() throws Exception {
    Path one = at("one");
    run("run", suite, "--out", one.toString());
    Path three = at("three");
    run("run", suite, "--out", three.toString(), "--workers", "3", "--json");
    List<String> said = Files.readAllLines(at("log"));
    assertTrue(said.get(0).startsWith("3 workers of 1 thread and "), said.get(0));
    JsonNode json = new ObjectMapper().readTree(said.get(said.size() - 1));
    assertEquals("small", json.path("name").asText(), "the result of all is one JSON object");
    SharedSuite.assertSameResults(one, three);
    SharedSuite.assertSameFiles(one, three);
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
    SharedSuite.assertSameResults(one, merged);
    SharedSuite.assertSameFiles(one, merged);
  }
}

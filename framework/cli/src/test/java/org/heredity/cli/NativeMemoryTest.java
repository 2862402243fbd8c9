package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.engine.onednn.DnnRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every method and every attack leaves in native memory, at 224 px: nothing, however long it
 * works; and what a suite of all of them takes at most: what it says. Counted in processes of their
 * own: in one with a heap so large that the collector runs next to never, so that nothing is freed
 * but what is closed; in the other with a heap that is resident from the start.
 */
@Tag("slow")
final class NativeMemoryTest {
  /**
   * Bytes of arrays that a run may leave: single values, such as sums that ND4J returned, and what
   * it caches of shapes. One image has 602,112, the weights of the network 700,000.
   */
  private static final long ARRAYS = 60_000;

  /**
   * Bytes a handle. What is not closed but left to the collector are handles, most of them oneDNN's
   * descriptors, of 696 bytes. A network that was not closed would hold megabytes by some hundreds.
   */
  private static final long HANDLE = 640;

  /** As the launcher has it: large arrays go back to the system when they are freed. */
  private static final String MMAP_THRESHOLD = "4194304";

  @TempDir Path folder;

  @BeforeAll
  static void oneDnn() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
  }

  /** The lines that the child says, by their first word. */
  private Map<String, List<String[]>> child(String what, String... heap) throws Exception {
    File log = folder.resolve("log").toFile();
    File out = folder.resolve("out").toFile();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(heap));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Djava.awt.headless=true", "-cp"));
    command.addAll(
        List.of(
            System.getProperty("java.class.path"),
            NativeMemoryChild.class.getName(),
            what,
            folder.resolve("work").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log).redirectOutput(out);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", MMAP_THRESHOLD);
    int code = builder.start().waitFor();
    assertEquals(0, code, () -> read(log));
    Map<String, List<String[]>> lines = new HashMap<>();
    for (String line : read(out).split("\n")) {
      String[] words = line.split(" ");
      lines.computeIfAbsent(words[0], word -> new ArrayList<>()).add(words);
    }
    return lines;
  }

  private static String read(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void nothingIsLeftByAnyMethodOrAttack() throws Exception {
    Map<String, List<String[]>> lines =
        child("left", "-Xms3g", "-Xmx3g", "-Xmn2800m", "-XX:+DisableExplicitGC");
    assertTrue(!lines.containsKey("disturbed"), "the heap of this test's process is too small");
    Set<String> subjects = new HashSet<>();
    for (String[] words : lines.get("left")) {
      subjects.add(words[1]);
      String what = String.join(" ", words);
      long handles = Math.max(0, Long.parseLong(words[5]));
      assertTrue(Long.parseLong(words[3]) <= ARRAYS, what);
      assertTrue(Long.parseLong(words[4]) <= HANDLE * handles, what);
    }
    assertTrue(subjects.containsAll(Set.of("method:seam", "attack:pgd")), "" + subjects);
    assertTrue(subjects.size() >= 12, "" + subjects);
    assertEquals(NativeMemoryChild.LEVELS.length * subjects.size(), lines.get("left").size());
  }

  @Test
  void aSuiteTakesWhatItSaid() throws Exception {
    String[] peak = child("peak", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch").get("peak").get(0);
    long seen = Long.parseLong(peak[1]);
    long said = Long.parseLong(peak[2]);
    assertTrue(seen <= said && said <= 1.5 * seen, seen + " bytes seen, " + said + " said");
  }
}

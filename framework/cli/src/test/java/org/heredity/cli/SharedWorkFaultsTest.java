package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.cli.console.ExitCode;
import org.heredity.files.Claims;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a suite's work where one has a full disk or is of another version. */
@Tag("slow")
class SharedWorkFaultsTest {
  /**
   * The folder is the first argument. The disk of the second shard is small, and the shard ends;
   * the first is as it was; with more room the second goes on, and they are merged.
   */
  private static final String SCRIPT =
      """
      set -u
      cd "$1"
      mkdir second
      mount -t tmpfs -o size=3m none second || exit 99
      heredity() {
        name=$1
        shift
        "$JAVA" -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ActiveProcessorCount=1 \\
          -Djava.awt.headless=true -cp "$CLASSES" org.heredity.cli.Main "$@" >"$name.out" 2>&1
        echo $? >"$name.code"
      }
      heredity full run suite.yaml --shard 2/2 --out second/out
      heredity first run suite.yaml --shard 1/2 --out first
      mount -o remount,size=1g second
      heredity second run suite.yaml --shard 2/2 --out second/out
      heredity merge merge suite.yaml first second/out --out merged
      """;

  @TempDir Path folder;

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  @Test
  void aShardWithAFullDiskGoesOnWithMoreRoom() throws Exception {
    OwnMounts mounts = new OwnMounts(folder);
    mounts.assumeThereAreSome();
    String suite = SharedSuite.layOut(folder);
    assertEquals(0, mounts.shell(SCRIPT), text("shell.log"));
    assertEquals(ExitCode.IO.number() + "", text("full.code"), text("full.out"));
    assertTrue(text("full.out").contains("No space left on device; free some"), text("full.out"));
    for (String whole : List.of("first", "second", "merge")) {
      assertEquals("0", text(whole + ".code"), text(whole + ".out"));
    }
    Path one = folder.resolve("one");
    OneThread.run(folder.resolve("log"), "run", suite, "--out", one.toString());
    SharedSuite.assertSameResults(one, folder.resolve("merged"));
  }

  @Test
  void aShardOfAnotherVersionIsRefused() throws Exception {
    String suite = SharedSuite.layOut(folder);
    Path out = folder.resolve("out");
    Claims older = new Claims(out.resolve("store/claims"), "0.0.9", Claims.LEASE);
    Claims.Claim held = older.take("something").orElseThrow();
    try (held) {
      CommandRun run = CommandRun.of("run", suite, "--shard", "1/2", "--out", out.toString());
      assertEquals(ExitCode.IO.number(), run.code(), run.err());
      assertTrue(run.err().contains("of Heredity 0.0.9, and this is "), run.err());
      assertTrue(run.err().contains("let all processes be of one version"), run.err());
      assertFalse(Files.exists(out.resolve("results.json")));
    }
    CommandRun run = CommandRun.of("run", suite, "--shard", "1/2", "--out", out.toString());
    assertEquals(0, run.code(), run.err());
  }
}

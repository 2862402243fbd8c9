package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method that throws, within a suite that goes on: what is left of the cause. */
class FailingCellTest {
  private static final List<String> TRACE =
      List.of(
          "java.lang.IllegalStateException: the scale is lost",
          "at failing.ThirdPartyModule$Failing.make(",
          "Caused by: java.lang.ArithmeticException: / by zero",
          "at failing.ThirdPartyModule$Failing.divide(");

  @TempDir static Path folder;

  @BeforeAll
  static void make() throws IOException {
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    SmallWorld.images(folder.resolve("images"));
    SmallWorld.suite(folder);
    PluginJar.make(folder, "failing", PluginJar.source("FailingModule.txt"));
  }

  private static CommandRun run(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "run",
                folder.resolve("suite.yaml").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--plugins",
                folder.resolve("plugins").toString(),
                "--set",
                "methods=[failing]",
                "--set",
                "seeds=[1, 2]"));
    line.addAll(List.of(more));
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals(ExitCode.PARTIAL.number(), run.code(), run.err());
    return run;
  }

  /** The log that the lines of failed cells name, of which there is one. */
  private static String log(CommandRun run) throws IOException {
    Matcher line =
        Pattern.compile(
                "(?m)^colours, failing, seed [12], penultimate-pgd: failed: IllegalStateException:"
                    + " the scale is lost; log: (\\S+\\.log)$")
            .matcher(run.err());
    assertTrue(line.find(), run.err());
    Path log = Path.of(line.group(1));
    assertTrue(line.find(), run.err());
    assertEquals(log, Path.of(line.group(1)), "one log for all");
    String text = Files.readString(log);
    Files.delete(log);
    return text;
  }

  @Test
  @Tag("slow")
  void showsALineAndLogsTheTraceWithItsCauses() throws IOException {
    CommandRun run = run();
    String log = log(run);
    TRACE.forEach(line -> assertTrue(log.contains(line), log));
    assertEquals(3, log.split("the scale is lost", -1).length, "each of the two once: " + log);
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  @Tag("slow")
  void debuggingShowsTheTraceToo() throws IOException {
    CommandRun run = run("--debug");
    log(run);
    TRACE.forEach(line -> assertTrue(run.err().contains(line), run.err()));
  }
}

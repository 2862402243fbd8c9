package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lst methods            | heredity: there is no command 'lst'; did you mean 'list'?
          frobnicate             | heredity: there is no command 'frobnicate'; 'heredity --help' lists them
          --jsn list             | heredity: there is no option '--jsn' before a command; did you mean '--json'?
          run --ouy d s.yaml     | heredity: 'run' has no option '--ouy'; did you mean '--out'?
          run --frobnicate       | heredity: 'run' has no option '--frobnicate'; 'heredity run --help' lists those it has
          run --out              | heredity: option '--out' needs a value; see 'heredity run --help'
          run                    | heredity: 'run' needs a suite's YAML file; see 'heredity run --help'
          run a.yaml b.yaml      | heredity: unexpected argument in 'a.yaml b.yaml'; see 'heredity run --help'
          run /nowhere/s.yaml    | heredity: there is no file '/nowhere/s.yaml'; give the suite's YAML file
          list methds            | heredity: 'list' expects one of methods, attacks, ensembles, datasets, architectures, reports, suite-settings, modularisations, tables-settings, got 'methds'; did you mean 'methods'?
          report                 | heredity: 'report' needs the folder of a run; see 'heredity report --help'
          audit --teacher t --student s --data d --max-dir NaN | heredity: option '--max-dir' expects a finite number, got NaN; write one such as 0.5
          audit --teacher t --student s --data d --min-acc Infinity | heredity: option '--min-acc' expects a finite number, got Infinity; write one such as 0.5
          pretrain --data d --architecture a --out o --lr -Infinity | heredity: option '--lr' expects a finite number, got -Infinity; write one such as 0.5
          list methods --plugins /nowhere | heredity: the plug-in folder '/nowhere' is not there; check --plugins and HEREDITY_PLUGINS
          """)
  void aMistakeGivesOneLineAndCodeTwo(String line, String reason) {
    CommandRun run = CommandRun.of(line.split(" "));
    assertEquals(ExitCode.USAGE.number(), run.code());
    assertEquals(reason, run.err().strip());
    assertEquals("", run.out());
  }

  @Test
  void anOptionMayBeJoinedToItsValueAndGlobalOnesMayStandAnywhere() {
    CommandRun run = CommandRun.of("--quiet", "list", "--plugins=/nowhere", "methods");
    assertTrue(run.err().contains("'/nowhere'"), run.err());
    assertEquals(0, CommandRun.of("list", "--quiet", "methods").code());
  }

  @Test
  void noCommandShowsHelpAsAMistake() {
    CommandRun run = CommandRun.of();
    assertEquals(2, run.code());
    assertTrue(run.err().contains("Usage: heredity COMMAND"), run.err());
  }

  @Test
  void helpNamesEveryCommandAndExitCode() {
    CommandRun run = CommandRun.of("--help");
    assertEquals(0, run.code());
    for (ExitCode code : ExitCode.values()) {
      assertTrue(run.out().contains(code.meaning()), code.toString());
    }
    for (String command : commands()) {
      assertTrue(run.out().contains("\n  " + command + " "), command);
    }
    assertEquals("", run.err());
  }

  @Test
  void everyCommandHasHelpWithAnExampleThatItUnderstands() {
    for (String command : commands()) {
      String[] line = (command + " --help").split(" ");
      CommandRun run = CommandRun.of(line);
      assertEquals(0, run.code(), command);
      String example = run.out().substring(run.out().indexOf("Example:\n  heredity ") + 20);
      assertTrue(example.startsWith(command), example);
      // The example's options exist: what is wrong with it here is at most a file that is missing.
      CommandRun tried = CommandRun.of((example.strip() + " --help").split("\\s+"));
      assertEquals(0, tried.code(), example);
    }
  }

  /** {@code NAME} stands where something has a name, and not for a file, a number or a choice. */
  @Test
  void helpSaysWhatAnOptionTakes() {
    Map<String, String> named = new TreeMap<>();
    Map<String, String> others = new TreeMap<>();
    Pattern option = Pattern.compile("  (?:-\\w, )?(--\\S+) (\\S+) .*");
    for (String command : commands()) {
      for (String line : CommandRun.of((command + " --help").split(" ")).out().lines().toList()) {
        Matcher matcher = option.matcher(line);
        if (matcher.matches() && matcher.group(2).matches("[^a-z]+|\\S+\\|\\S+")) {
          (matcher.group(2).equals("NAME") ? named : others)
              .put(matcher.group(1), matcher.group(2));
        }
      }
    }
    assertEquals(
        Set.of(
            "--accept-finding",
            "--gate-on",
            "--white-box",
            "--architecture",
            "--attack",
            "--augmentation",
            "--data-format",
            "--format",
            "--preset",
            "--state-dict",
            "--preprocessing",
            "--student-preprocessing",
            "--student-state-dict",
            "--superclass",
            "--target-class",
            "--teacher-state-dict"),
        named.keySet());
    assertEquals("SHARE", others.get("--max-dir"));
    assertEquals("SHARE", others.get("--min-acc"));
    assertEquals("SHARE", others.get("--max-excess"));
    assertEquals("FILE", others.get("--floor"));
    assertEquals("X", others.get("--lr"));
    assertEquals("test|train", others.get("--split"));
  }

  @Test
  void helpFitsAPage() {
    for (String command : commands()) {
      CommandRun.of((command + " --help").split(" "))
          .out()
          .lines()
          .takeWhile(line -> !line.startsWith("Example:"))
          .forEach(line -> assertTrue(line.length() <= 110, line));
    }
  }

  @Test
  void versionIsTheBuilds() {
    CommandRun run = CommandRun.of("--version");
    assertEquals(0, run.code());
    assertTrue(run.out().matches("Heredity \\d+\\.\\d+\\.\\d+\\S*\\R"), run.out());
  }

  @Test
  void jsonIsOneObjectOnStandardOutput() throws IOException {
    for (String kind : new String[] {"methods", "attacks", "datasets", "architectures"}) {
      CommandRun run = CommandRun.of("list", kind, "--json");
      JsonNode json = new ObjectMapper().readTree(run.out());
      assertAll(
          () -> assertEquals(0, run.code()),
          () -> assertEquals(1, run.out().lines().count()),
          () -> assertTrue(json.get(kind).isArray()),
          () -> assertEquals("", run.err()));
    }
  }

  @Test
  void aFailureIsJsonToo() throws IOException {
    CommandRun run = CommandRun.of("--json", "report", "/nowhere");
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(ExitCode.DATA.number(), run.code());
    assertEquals(ExitCode.DATA.number(), json.get("exitCode").intValue());
    assertTrue(json.get("error").textValue().contains("/nowhere"));
    assertTrue(run.err().startsWith("heredity: /nowhere"), run.err());
  }

  @Test
  void aStackTraceIsShownOnlyToThoseWhoAsk() {
    assertFalse(CommandRun.of("report", "/nowhere").err().contains("\tat "));
    assertTrue(CommandRun.of("report", "/nowhere", "--debug").err().contains("\tat "));
  }

  @Test
  void everythingInstalledIsDescribed() throws IOException {
    for (String kind : new String[] {"methods", "attacks"}) {
      JsonNode json = new ObjectMapper().readTree(CommandRun.of("list", kind, "--json").out());
      assertFalse(json.get(kind).isEmpty(), kind);
      for (JsonNode entry : json.get(kind)) {
        assertFalse(entry.get("description").textValue().isBlank(), entry.toString());
        for (JsonNode setting : entry.get("settings")) {
          assertFalse(setting.get("text").textValue().isBlank(), setting.toString());
        }
      }
    }
  }

  private static String[] commands() {
    return CommandRun.of("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
        .map(line -> line.strip().split("  +")[0])
        .toArray(String[]::new);
  }
}

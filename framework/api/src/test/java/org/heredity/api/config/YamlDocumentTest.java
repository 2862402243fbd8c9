package org.heredity.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentTest {
  @TempDir Path folder;

  private static String refusal(String yaml) {
    return assertThrows(UsageException.class, () -> YamlDocument.map(yaml, "s.yaml")).getMessage();
  }

  @Test
  void readsPlainData() {
    assertEquals(
        Map.of("a", 1, "b", List.of("x", 0.5, true), "c", Map.of("d", "off")),
        YamlDocument.map("a: 1\nb: [x, 0.5, true]\nc: {d: off}  # a comment\n", "s.yaml"));
    assertEquals(Map.of("a", 1), YamlDocument.map("{\"a\": 1}", "s.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "a: 1\\na: 2 | line 2 | duplicate key 'a'; keep one of them",
        "a: &x 1\\nb: *x | line 2 | an anchor or alias (& or *) is not allowed here",
        "a: &x [1]\\nb: [*x, *x] | line 1 | an anchor or alias (& or *) is not allowed here",
        "a: !!java.net.URL [x] | line 1 | a tag (!) is not allowed here",
        "a: 1\\n---\\nb: 2 | line | a second document is not allowed here",
        "a: [1, 2 | line | not valid YAML",
        "a: b: c | line 1 | not valid YAML: mapping values are not allowed here",
        "- a | s.yaml | expected 'name: value' lines",
        "42 | s.yaml | expected 'name: value' lines",
      })
  void refusesWithTheLine(String yaml, String where, String what) {
    String message = refusal(yaml.replace("\\n", "\n"));
    assertTrue(message.contains(where) && message.contains(what), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void refusesAnEmptyDocument() {
    assertTrue(refusal("").contains("got nothing"));
  }

  @Test
  void refusesDeepNestingQuickly() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> refusal("a: " + "[".repeat(100_000) + "]".repeat(100_000)));
    refusal("a: " + "{a: ".repeat(40) + "1" + "}".repeat(40));
  }

  @Test
  void refusesAnAliasBombQuickly() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refusal(bomb.toString()));
  }

  @Test
  void boundsAFile() throws IOException {
    Path large = folder.resolve("large.yaml");
    byte[] spaces = new byte[YamlDocument.MAX_BYTES + 1];
    Arrays.fill(spaces, (byte) ' ');
    Files.write(large, spaces);
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {'a', ':', (byte) 0xFF});
    for (Path file : List.of(large, binary, folder, folder.resolve("none.yaml"))) {
      String message =
          assertThrows(UsageException.class, () -> YamlDocument.read(file)).getMessage();
      assertTrue(message.contains(file.toString()), message);
    }
  }
}

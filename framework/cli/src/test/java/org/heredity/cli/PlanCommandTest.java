package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PlanCommandTest {
  @TempDir Path folder;

  @Test
  void stagesAreListedWithWhatTheyNeedAndTake() throws IOException {
    String suite = SharedSuite.layOut(folder);
    Path bench =
        Files.writeString(
            folder.resolve("bench"),
            "{\"workload\":\"resnet18:32:64:pgd\",\"images_per_second\":24.0}\n");
    String out = folder.resolve("out").toString();
    CommandRun text =
        CommandRun.of("plan", suite, "--out", out, "--bench", "" + bench, "--simulate", "1,64");
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("colours/set/pgd"), text.out());
    assertTrue(text.out().contains("student, 2 sets"), text.out());
    assertTrue(text.out().contains("of which nothing is known: give --bench"), text.out());
    assertTrue(text.out().contains("64 workers: "), text.out());
    JsonNode json =
        new ObjectMapper()
            .readTree(
                CommandRun.of("plan", suite, "--out", out, "--bench", "" + bench, "--json").out());
    assertEquals(12, json.path("stages").size());
    assertEquals("colours/head", json.path("stages").get(1).path("id").asText());
    JsonNode set = json.path("stages").get(3);
    assertEquals("colours/head", set.path("needs").get(0).asText());
    assertEquals(3.0, set.path("seconds").asDouble(), 1e-9, "24 images, 3 steps, 24 a second");
    assertTrue(json.path("stages").get(4).path("seconds").isNull(), "nothing is known of training");
    assertFalse(Files.exists(folder.resolve("out")), "nothing is written");
  }

  @Test
  void whatCannotBePlanned() throws IOException {
    String suite = SharedSuite.layOut(folder);
    CommandRun none = CommandRun.of("plan", suite, "--simulate", "0");
    assertEquals(2, none.code());
    assertTrue(none.reason().contains("numbers of workers from 1 to 100000"), none.reason());
    CommandRun missing = CommandRun.of("plan", suite, "--bench", folder.resolve("no").toString());
    assertEquals(6, missing.code());
    assertTrue(missing.reason().contains("cannot read "), missing.reason());
    assertEquals(2, CommandRun.of("plan").code());
  }
}

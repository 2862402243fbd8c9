package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heredity.cli.console.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of Deeplearning4j's own layers that is none of the known ones, everywhere. */
@Tag("slow")
class ForeignDl4jTest {
  @TempDir static Path folder;
  private static Path teacher;

  @BeforeAll
  static void layOut() throws IOException {
    SmallWorld.images(folder.resolve("images"));
    teacher = folder.resolve("foreign.zip");
    ForeignGraph.write(teacher);
  }

  private static CommandRun ok(String... line) {
    CommandRun run = CommandRun.of(line);
    assertEquals(ExitCode.OK.number(), run.code(), run.err());
    return run;
  }

  private static String evaluated(Path model) throws IOException {
    CommandRun run =
        ok(
            "evaluate",
            "--checkpoint=" + model,
            "--image-size=32",
            "--data=" + folder.resolve("images"),
            "--json");
    return new ObjectMapper().readTree(run.out()).get("accuracy").toString();
  }

  /** Its students say their layout themselves, and can be audited. */
  @Test
  void isATeacherOfEveryMethod() throws IOException {
    Path suite =
        Files.writeString(
            folder.resolve("suite.yaml"),
            """
            name: foreign
            teacher: {checkpoint: foreign.zip, image-size: 32}
            targets: [{name: colours, path: images}]
            methods:
              - fine-tune: {iterations: 3}
              - remos: {iterations: 3}
              - seam: {head-iterations: 3, search-iterations: 3, iterations: 3}
              - delta: {iterations: 3}
              - renofeation: {iterations: 3, averaged-iterations: 3, average-every: 1}
            attacks: [{penultimate-pgd: {steps: 2}}]
            batch-size: 8
            gallery-images: 1
            """);
    Path out = folder.resolve("out");
    ok("run", suite.toString(), "--out=" + out);
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    assertEquals(5, results.get("cells").size());
    results.get("cells").forEach(cell -> assertTrue(cell.path("error").asText("").isEmpty()));
    assertTrue(results.toString().contains("dl4j-"), "the architecture by its digest");
    Path student = out.resolve("students/colours-fine-tune-0.zip");
    try (var made = Files.list(out.resolve("students"))) {
      student = made.filter(file -> file.toString().endsWith(".zip")).sorted().findFirst().get();
    }
    evaluated(student);
    ok(
        "audit",
        "--teacher=" + teacher,
        "--student=" + student,
        "--data=" + folder.resolve("images"),
        "--image-size=32",
        "--attack=penultimate-pgd",
        "--out=" + folder.resolve("audit"));
  }

  @Test
  void isAttacked() throws IOException {
    Path set = folder.resolve("attacked");
    ok(
        "attack",
        "--checkpoint=" + teacher,
        "--data=" + folder.resolve("images"),
        "--image-size=32",
        "--attack=pgd",
        "--set=steps=2",
        "--out=" + set);
    assertTrue(Files.exists(set));
  }

  /** Its batch norm comes behind a ReLU, which compaction does not know. */
  @Test
  void isRefusedByReengineerWithTheNode() {
    CommandRun run =
        CommandRun.of(
            "reengineer",
            "--checkpoint=" + teacher,
            "--data=" + folder.resolve("images"),
            "--image-size=32",
            "--target-class=green",
            "--out=" + folder.resolve("green"));
    assertEquals(ExitCode.USAGE.number(), run.code(), run.err());
    assertTrue(run.reason().contains("cannot be re-engineered: node 'an'"), run.reason());
  }

  @Test
  void isExportedAndReadBack() throws IOException {
    String before = evaluated(teacher);
    Path again = folder.resolve("again.zip");
    ok("export", teacher.toString(), "--image-size=32", "--to=dl4j", "--out=" + again);
    assertEquals(before, evaluated(again));
    for (String format : new String[] {"onnx", "safetensors"}) {
      Path file = folder.resolve("again." + format);
      ok("export", teacher.toString(), "--image-size=32", "--to=" + format, "--out=" + file);
      assertTrue(Files.size(file) > 1000);
    }
  }

  @Test
  void isNoneOfTheFamilies() {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--checkpoint=" + teacher,
            "--architecture=resnet18",
            "--image-size=32",
            "--data=" + folder.resolve("images"));
    assertEquals(5, run.code());
    assertTrue(run.reason().contains("foreign.zip: the file holds no resnet18"), run.reason());
  }
}

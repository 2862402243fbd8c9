package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written about the program is what it does. */
class DocumentationTest {
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("heredity"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void exitCodesAreDocumented() throws IOException {
    for (String file : new String[] {"README.md", "docs/exit-codes.md"}) {
      String text = Files.readString(root().resolve(file));
      for (ExitCode code : ExitCode.values()) {
        assertTrue(
            text.contains("| " + code.number() + " | " + code.meaning() + " |"),
            file + " lacks " + code.number() + ": " + code.meaning());
      }
    }
  }

  /** The job as it stands, but for the names of files, which become those of a small world. */
  @Test
  @Tag("slow")
  void theJobInTheReadmeFailsWhereAGateFails(@TempDir Path folder) throws IOException {
    String yaml =
        Files.readString(root().resolve("README.md"))
            .split("## In CI")[1]
            .split("```yaml\n")[1]
            .split("```")[0];
    assertEquals(5, yaml.lines().count(), "lines of the job");
    JsonNode job = new ObjectMapper(new YAMLFactory()).readTree(yaml).get("audit");
    List<String> line = new ArrayList<>(List.of(job.get("script").get(0).asText().split(" +")));
    assertEquals("heredity/heredity", line.remove(0));
    Path out = folder.resolve(line.get(line.indexOf("--out") + 1));
    Path model = SmallWorld.model(folder.resolve("any"), Architectures.resnet18(), 3);
    Map<String, Path> files =
        Map.of(
            "--teacher", model,
            "--student", model,
            "--data", SmallWorld.images(folder.resolve("images")),
            "--out", out);
    files.forEach((option, file) -> line.set(line.indexOf(option) + 1, file.toString()));
    line.add("--no-sweep");
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals(ExitCode.GATE.number(), run.code(), run.err());
    Path junit = folder.resolve(job.at("/artifacts/reports/junit").asText());
    assertTrue(Files.readString(junit).contains("<failure"), junit.toString());
    assertEquals("always", job.at("/artifacts/when").asText(), "the report of a failed job");
  }

  /** Every {@code Class.method} that the ways name is there. */
  @Test
  void theWaysThroughTheCodeNameWhatThereIs() throws IOException {
    Map<String, Path> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(root())) {
      files
          .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
          .forEach(file -> sources.put(file.getFileName().toString(), file));
    }
    Matcher steps =
        Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`")
            .matcher(Files.readString(root().resolve("docs/ways-through-the-code.md")));
    int count = 0;
    while (steps.find()) {
      Path file = sources.get(steps.group(1) + ".java");
      assertTrue(file != null, "there is no " + steps.group(1));
      assertTrue(
          Files.readString(file).contains(" " + steps.group(2) + "("), steps.group() + " is gone");
      count++;
    }
    assertTrue(count >= 28, "steps: " + count);
  }

  @Test
  void everyCommandIsInTheReadme() throws IOException {
    String text = Files.readString(root().resolve("README.md"));
    CommandRun.of("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
        .map(line -> line.strip().split("  +")[0])
        .forEach(command -> assertTrue(text.contains("| `" + command), command));
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(root())) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    try (Stream<Path> files = Files.walk(root().resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  /** The files that a document links to; places within them and on the web left out. */
  private static List<Path> links(Path document) throws IOException {
    Matcher link =
        Pattern.compile("\\]\\((?!\\w+:)([^)#\\s]+)[^)]*\\)").matcher(Files.readString(document));
    List<Path> targets = new ArrayList<>();
    while (link.find()) {
      targets.add(document.resolveSibling(link.group(1)).normalize());
    }
    return targets;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      for (Path target : links(document)) {
        assertTrue(Files.exists(target), root().relativize(document) + " links to " + target);
      }
    }
  }

  @Test
  void everyDocumentIsInTheIndex() throws IOException {
    Path index = root().resolve("docs/README.md");
    List<Path> listed = links(index);
    for (Path document : documents()) {
      if (!document.equals(index)) {
        assertTrue(listed.contains(document), root().relativize(document) + " is not in the index");
      }
    }
  }

  /** The table of architecture.md names classes by which a newcomer finds the place. */
  @Test
  void whatTheArchitectureNamesIsThere() throws IOException {
    Set<String> classes = new HashSet<>();
    try (Stream<Path> files = Files.walk(root())) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .forEach(name -> classes.add(name.substring(0, name.length() - ".java".length())));
    }
    Matcher named =
        Pattern.compile("`([A-Z]\\w*[a-z]\\w*)[^`]*`")
            .matcher(Files.readString(root().resolve("docs/architecture.md")));
    while (named.find()) {
      assertTrue(classes.contains(named.group(1)), "there is no class " + named.group(1));
    }
  }
}

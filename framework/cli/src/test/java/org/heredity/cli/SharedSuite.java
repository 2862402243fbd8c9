package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.engine.zoo.Architectures;
import org.heredity.files.Sha256;

/** A small suite whose work several processes share, and what they must have in common. */
public final class SharedSuite {
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

  private SharedSuite() {}

  /** Writes the suite with all it needs; gives its file. */
  public static String layOut(Path folder) throws IOException {
    SmallWorld.images(folder.resolve("images"));
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    return Files.writeString(folder.resolve("suite.yaml"), SUITE).toString();
  }

  /** The folder of a run by one process, with charts and text. */
  public static Path undisturbed(Path folder, String suite) throws Exception {
    Path one = folder.resolve("one");
    OneThread.run(
        folder.resolve("log"),
        "run",
        suite,
        "--out",
        one.toString(),
        "--format",
        "charts",
        "--format",
        "markdown");
    return one;
  }

  /** Times aside, and who was called how. */
  private static JsonNode results(Path out) throws IOException {
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    for (String differs : List.of("seconds", "started", "finished", "command")) {
      results.findParents(differs).forEach(parent -> ((ObjectNode) parent).remove(differs));
    }
    return results;
  }

  public static void assertSameResults(Path one, Path other) throws IOException {
    assertEquals(List.of(), FolderContent.differences(results(one), results(other)));
    assertEquals(Sha256.of(results(one).toString()), Sha256.of(results(other).toString()));
  }

  /** All other files, byte for byte. */
  public static void assertSameFiles(Path one, Path other) throws Exception {
    assertSameFiles(one, other, "results.json", "status.json");
  }

  /** As above, but what lies in the store, of which another machine has a part. */
  public static void assertSameFilesForUsers(Path one, Path other) throws Exception {
    assertSameFiles(one, other, "results.json", "status.json", "store/");
  }

  private static void assertSameFiles(Path one, Path other, String... but) throws Exception {
    FolderContent content = FolderContent.of(other);
    content.assertWhole();
    List<String> differences =
        content.differences(FolderContent.of(one)).stream()
            .filter(line -> List.of(but).stream().noneMatch(line::startsWith))
            .toList();
    assertEquals(List.of(), differences);
  }
}

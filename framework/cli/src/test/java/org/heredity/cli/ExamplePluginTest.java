package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug-in in {@code examples/plugin}, as the API's build made it from the jars. */
class ExamplePluginTest {
  private static final int LINES = 60;

  @TempDir Path folder;

  /** {@code examples/plugin/target}. */
  static Path folder() {
    return example().resolve("target");
  }

  private static Path example() {
    Path up = Path.of("").toAbsolutePath();
    while (!Files.exists(up.resolve("heredity"))) {
      up = up.getParent();
    }
    return up.resolve("examples/plugin");
  }

  private static void requireBuilt() throws IOException {
    boolean built = Files.isDirectory(folder());
    if (built) {
      try (Stream<Path> files = Files.list(folder())) {
        built = files.anyMatch(file -> file.toString().endsWith(".jar"));
      }
    }
    assumeTrue(built, "made by 'mvn verify'");
  }

  /** Writes {@code images.tsv} beside images that lie in folders of split and class. */
  private static Path index(Path images) throws IOException {
    List<String> lines;
    try (Stream<Path> files = Files.walk(images)) {
      lines =
          files
              .filter(Files::isRegularFile)
              .map(images::relativize)
              .map(file -> file + "\t" + file.getName(1) + "\t" + file.getName(0))
              .sorted()
              .toList();
    }
    Files.write(images.resolve("images.tsv"), lines);
    return images;
  }

  @Test
  void attackMethodDatasetAndReportWorkTogether() throws IOException {
    requireBuilt();
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    index(SmallWorld.images(folder.resolve("images")));
    Path suite =
        Files.writeString(
            folder.resolve("suite.yaml"),
            """
            name: example
            teacher: {architecture: resnet18, checkpoint: teacher.safetensors, image-size: 32}
            targets: [{name: colours, path: images, format: tsv-index}]
            methods: [{filter-norm: {iterations: 4, ratio: 0.4}}]
            attacks: [{l2-pgd: {steps: 3, epsilon: 0.25}}]
            batch-size: 8
            gallery-images: 1
            """);
    Path out = folder.resolve("out");
    CommandRun run =
        CommandRun.of(
            "run",
            suite.toString(),
            "--out=" + out,
            "--format=summary",
            "--plugins=" + ExamplePluginTest.folder());
    assertEquals(0, run.code(), run.err());
    SuiteResult result = ResultsJson.read(out);
    assertEquals(List.of("blue", "green", "red"), result.targets().get(0).classes());
    assertEquals(24, result.targets().get(0).test());
    SetResult set = result.sets().get(0);
    assertEquals("l2-pgd", set.attack());
    assertEquals(SetResult.L2, set.norm());
    assertEquals("L2, eps 0.25 in values of [0,1], random start", set.threatModel());
    assertTrue(set.maxPerturbation() > 0.2 && set.maxPerturbation() < 0.25 + 1e-4, "" + set);
    CellResult cell = result.cells().get(0);
    assertNull(cell.error());
    assertEquals("filter-norm", cell.method());
    assertTrue(
        cell.stages().stream().anyMatch(stage -> stage.name().equals("filters")),
        cell.stages().toString());
    List<String> rows = Files.readAllLines(out.resolve("summary.tsv"));
    assertEquals(2, rows.size());
    assertTrue(rows.get(1).startsWith("colours\tfilter-norm\tl2-pgd\t1\t"), rows.get(1));
  }

  @Test
  void anAttackAndAMethodTakeAtMostSixtyLines() throws IOException {
    Path sources = example().resolve("src/main/java/com/example/heredity");
    for (String name : List.of("L2Pgd.java", "FilterNorm.java")) {
      int lines = Files.readAllLines(sources.resolve(name)).size();
      assertTrue(lines <= LINES, name + " has " + lines + " lines");
    }
  }
}

package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Guice;
import com.google.inject.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.tables.ClassifierConfig;
import org.heredity.cli.tables.TablesConfig;
import org.heredity.cli.tables.TablesFile;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of several classifiers, from a file to reports. */
@Tag("slow")
class TablesTest {
  private static final String CLASSIFIER =
      """
        - name: %s
          model: {architecture: resnet18, checkpoint: teacher.safetensors, image-size: 32}
          data: {name: colours, path: images}
      """;

  @TempDir Path folder;

  private Path file(String... rest) throws IOException {
    SmallWorld.images(folder.resolve("images"));
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    StringBuilder text = new StringBuilder("name: small\nbatch-size: 8\nclassifiers:\n");
    for (int c = 0; c < rest.length; c++) {
      text.append(CLASSIFIER.formatted("one-" + c)).append("    ").append(rest[c]).append('\n');
    }
    return Files.writeString(folder.resolve("tables.yaml"), text);
  }

  private CommandRun run(Path file, String... more) {
    List<String> line = new ArrayList<>(List.of("tables", file.toString(), "--json"));
    line.add("--out=" + folder.resolve("out"));
    line.add("--set=training-scale=0.01");
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void severalClassifiersFillTheTablesAndARerunTakesNothing() throws IOException {
    Files.writeString(folder.resolve("groups.csv"), "cold,green blue\nwarm,red\n");
    Path file =
        file(
            "against-rest: [green]\n    preset: paper-resnet20-cifar10\n    modules:"
                + " [{activation-modules: {confidence: 0}}]",
            "superclasses: true\n    superclass-file: groups.csv\n    scratch: true",
            "groups: {mine: [red, 0]}\n    search: {alpha: 2}");
    CommandRun first = run(file);
    assertEquals(0, first.code(), first.err());
    JsonNode rows = new ObjectMapper().readTree(first.out()).get("rows");
    assertEquals(3, rows.size());
    assertEquals(1, rows.get(1).get("problems").intValue());
    Path out = folder.resolve("out");
    JsonNode tables = new ObjectMapper().readTree(out.resolve("tables.json").toFile());
    JsonNode one = tables.get("rows").get(0);
    assertEquals("ResNet20-CIFAR10", one.at("/published/row").textValue());
    assertEquals("seam", one.at("/modules/0/method").textValue());
    assertEquals(
        one.at("/result/problems/0/accReengineered"), one.at("/modules/0/modules/0/acc/after"));
    assertEquals(one.at("/result/problems/0/kept"), one.at("/modules/0/modules/0/kept"));
    assertEquals("activation-modules", one.at("/modules/1/method").textValue());
    assertTrue(one.at("/modules/1/modules/0/kept/neuronsKept").longValue() > 0);
    assertTrue(one.at("/modules/0/composed").isNull(), "two classes have no module");
    assertTrue(one.at("/result/preprocessing").textValue().startsWith("resized to 37, crop 32"));
    assertEquals("cold", tables.at("/rows/1/result/problems/0/name").textValue());
    assertTrue(tables.at("/rows/1/result/problems/0/accScratch").doubleValue() > 0);
    assertEquals(24 * 2 / 3, tables.at("/rows/2/result/problems/0/images").intValue());
    assertTrue(tables.at("/rows/0/result/problems/0/overhead/compact").doubleValue() > 0);
    assertTrue(Files.exists(out.resolve("one-0/green.safetensors")));
    String page = Files.readString(out.resolve("index.html"));
    for (String title : List.of("I", "II", "III", "IV", "V", "VI")) {
      assertTrue(page.contains("<h2>Table " + title + "</h2>"), title);
    }
    CommandRun again = run(file, "--set=time=false");
    assertEquals(0, again.code(), again.err());
    assertFalse(again.err().contains("search"), "nothing is searched again: " + again.err());
    JsonNode same = new ObjectMapper().readTree(out.resolve("tables.json").toFile());
    assertEquals(
        tables.at("/rows/0/result/problems/0/kept"), same.at("/rows/0/result/problems/0/kept"));
    assertEquals(tables.at("/rows/0/modules"), same.at("/rows/0/modules"));
  }

  private void fails(String reason, String rest) throws IOException {
    CommandRun run = run(file(rest));
    assertEquals(ExitCode.USAGE.number(), run.code(), run.err());
    assertTrue(run.err().contains(reason), run.err());
    assertFalse(Files.exists(folder.resolve("out/tables.json")));
  }

  @Test
  void mistakesAreSaidBeforeAnythingIsComputed() throws IOException {
    fails("one-0 needs one of against-rest, superclasses and groups, got 0", "scratch: true");
    fails(
        "option 'preset': there is no 'paper-resnet20-cifar1'; did you mean",
        "against-rest: [all]\n    preset: paper-resnet20-cifar1");
    fails(
        "option 'classifiers[0].modules[0]': there is no 'grad-spliter'; did you mean",
        "against-rest: [all]\n    modules: [grad-spliter]");
    fails(
        "'classifiers[0].modules[0].grad-splitter.round' does not exist; did you mean 'rounds'",
        "against-rest: [all]\n    modules: [{grad-splitter: {round: 1}}]");
    fails(
        "modules are for one class against the rest alone",
        "groups: {a: [red, blue]}\n    modules: [grad-splitter]");
    fails("expected a list of at least 2 classes, got 'red'", "groups: {a: red}");
    fails("there is no row 'seam'", "against-rest: [all]\n    published: seam");
    fails("colours has no class 'gren'; did you mean 'green'", "against-rest: [gren]");
    fails("option 'alfa' does not exist", "against-rest: [all]\n    search: {alfa: 1}");
  }

  @Test
  void namesBecomeFoldersAndAreUnique() throws IOException {
    Path file = file("against-rest: [all]", "against-rest: [red]");
    CommandRun twice = run(file, "--set=classifiers[1].name=one-0");
    assertEquals(ExitCode.USAGE.number(), twice.code());
    assertTrue(twice.err().contains("classifiers has 'one-0' twice"), twice.err());
    CommandRun outside = run(file, "--set=classifiers[1].name=../up");
    assertEquals(ExitCode.USAGE.number(), outside.code());
    assertTrue(outside.err().contains("the name of a classifier is at most 80 letters"));
    CommandRun none = CommandRun.of("tables");
    assertEquals(ExitCode.USAGE.number(), none.code());
    assertTrue(none.err().contains("'tables' needs a YAML file"), none.err());
  }

  @Test
  void theReadyFileIsReadWhole() {
    List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
    modules.addAll(Plugins.load(TablesTest.class.getClassLoader()));
    TablesConfig tables =
        Guice.createInjector(modules)
            .getInstance(TablesFile.class)
            .read(
                Path.of("../../examples/tables/seam.yaml"),
                List.of(),
                note -> assertTrue(false, note));
    assertEquals(1, tables.trainingScale());
    assertEquals(6, tables.classifiers().size());
    for (ClassifierConfig classifier : tables.classifiers()) {
      assertTrue(classifier.preset().isPresent(), classifier.name());
      assertEquals(Map.of(), classifier.search());
    }
  }
}

package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command once, on a small teacher and a few images, with {@code --json}. */
@Tag("slow")
class CommandsTest {
  @TempDir static Path folder;

  private static Path teacher;
  private static Path images;
  private static Path out;

  @BeforeAll
  static void runASuite() throws IOException {
    teacher = SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    images = SmallWorld.images(folder.resolve("images"));
    out = folder.resolve("out");
    JsonNode json = json(0, "run", SmallWorld.suite(folder).toString(), "--out", out.toString());
    JsonNode cell = json.get("cells").get(0);
    for (String field :
        new String[] {
          "target",
          "method",
          "seed",
          "attack",
          "acc",
          "dir",
          "dirNumerator",
          "dirDenominator",
          "adversarialError",
          "weightsKept",
          "moved",
          "seconds"
        }) {
      assertNotNull(cell.get(field), field);
    }
    assertEquals("colours", cell.get("target").textValue());
    assertEquals(0, json.get("failed").intValue());
  }

  static JsonNode json(int code, String... line) throws IOException {
    String[] all = new String[line.length + 1];
    System.arraycopy(line, 0, all, 0, line.length);
    all[line.length] = "--json";
    CommandRun run = CommandRun.of(all);
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.out().lines().count(), run.out());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void runWritesTheReport() throws IOException {
    for (String file : new String[] {"results.json", "results.csv", "index.html", "status.json"}) {
      assertTrue(Files.size(out.resolve(file)) > 0, file);
    }
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    assertEquals(1, results.get("cells").size());
    assertTrue(
        results.get("provenance").get("command").textValue().startsWith("heredity run "),
        results.get("provenance").toString());
  }

  @Test
  void reportWritesItAgain() throws IOException {
    Files.delete(out.resolve("results.csv"));
    JsonNode json = json(0, "report", out.toString(), "--format", "csv");
    assertTrue(Files.exists(out.resolve("results.csv")));
    assertEquals(1, json.get("cells").size());
    CommandRun wrong = CommandRun.of("report", out.toString(), "--format", "hmtl");
    assertEquals(ExitCode.USAGE.number(), wrong.code());
    assertTrue(wrong.err().contains("did you mean 'html'?"), wrong.err());
  }

  @Test
  void publishedFiguresStandBesideTheMeasured() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("published"));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode results = (ObjectNode) mapper.readTree(out.resolve("results.json").toFile());
    ObjectNode method = (ObjectNode) results.get("methods").get(0);
    String attack = results.get("cells").get(0).get("attack").textValue();
    assertEquals(0, method.get("published").size(), "nobody published anything of it");
    method
        .putArray("published")
        .add(published("A Paper (2022), Table 1", attack, "colours").put("acc", 0.7530))
        .add(published("A Paper (2023), Figure 6", attack, "colours", "shapes").put("dir", 0.19));
    mapper.writeValue(copy.resolve("results.json").toFile(), results);
    JsonNode json = json(0, "report", copy.toString(), "--format", "csv");
    JsonNode shown = json.get("cells").get(0).get("published");
    assertEquals(1, shown.size());
    assertEquals(0.753, shown.get(0).get("acc").doubleValue());
    assertTrue(shown.get(0).get("dir").isNull());
    String text = CommandRun.of("report", copy.toString(), "--format", "csv").out();
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(0).contains("ACC  published "), text);
    assertTrue(lines.get(1).contains("%      75.3%  "), text);
    assertTrue(text.contains("\npublished: A Paper (2022), Table 1\n  Short.\n"), text);
    assertTrue(
        text.contains(
            "\npublished: A Paper (2023), Figure 6\n  "
                + method.get("name").textValue()
                + ", mean of 2: colours, shapes: ACC - (published -), DIR - (published 19%)\n"
                + "  Short.\n  The published mean is over 2 targets, of which shapes was not"
                + " measured here.\n"),
        text);
  }

  private static ObjectNode published(String source, String attack, String... targets) {
    ObjectNode figure = new ObjectMapper().createObjectNode();
    figure.put("source", source).put("attack", attack).putNull("acc").putNull("dir");
    figure.putArray("remarks").add("Short.");
    for (String target : targets) {
      figure.withArray("targets").add(target);
    }
    return figure;
  }

  @Test
  void statusTellsWhatIsDone() throws IOException {
    JsonNode json = json(0, "status", out.toString());
    assertTrue(json.get("finished").booleanValue());
    assertFalse(json.get("running").booleanValue());
    assertEquals(1, json.get("done").intValue());
    assertEquals(0, json.get("failed").intValue());
  }

  @Test
  void compareOfARunWithItselfFindsNothing() throws IOException {
    JsonNode json = json(0, "compare", out.toString(), out.toString(), "--fail-if-worse");
    assertFalse(json.get("worse").booleanValue());
    assertEquals(2, json.get("changes").size());
    assertEquals(0, json.get("changes").get(0).get("difference").doubleValue());
  }

  @Test
  void evaluateCounts() throws IOException {
    JsonNode json =
        json(
            0,
            "evaluate",
            "--architecture=resnet18",
            "--checkpoint=" + teacher,
            "--data=" + images,
            "--image-size=32");
    assertEquals(24, json.get("total").intValue());
    assertEquals(json.get("correct").intValue() / 24.0, json.get("accuracy").doubleValue(), 1e-12);
    assertTrue(json.get("imagesPerSecond").doubleValue() > 0);
  }

  @Test
  void evaluateWritesARowAnImage() throws IOException {
    Path file = folder.resolve("said.csv");
    JsonNode json =
        json(
            0,
            "evaluate",
            "--architecture=resnet18",
            "--checkpoint=" + teacher,
            "--data=" + images,
            "--image-size=32",
            "--predictions=" + file);
    List<String[]> rows = Files.readString(file).lines().map(line -> line.split(",")).toList();
    assertEquals(
        List.of("file", "true", "predicted", "confidence"), List.of(rows.get(0)).subList(0, 4));
    assertEquals(json.get("total").intValue(), rows.size() - 1);
    int correct = 0;
    for (String[] row : rows.subList(1, rows.size())) {
      correct += row[1].equals(row[2]) ? 1 : 0;
      double largest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int c = 4; c < row.length; c++) {
        largest = Math.max(largest, Double.parseDouble(row[c]));
        sum += Math.exp(Double.parseDouble(row[c]));
      }
      assertEquals(Math.exp(largest) / sum, Double.parseDouble(row[3]), 1e-5);
      int predicted = List.of(rows.get(0)).indexOf("logit " + row[2]);
      assertEquals(largest, Double.parseDouble(row[predicted]));
    }
    assertEquals(json.get("correct").intValue(), correct);
  }

  @Test
  void evaluateTakesADeeplearning4jModel() throws IOException {
    Path zip = folder.resolve("model.zip");
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 3, 32);
    try (Network network = Network.of(spec, Checkpoints.read(teacher))) {
      ModelSerializer.writeModel(network.graph(), zip.toFile(), false);
    }
    String[] line = {
      "evaluate",
      "--architecture=resnet18",
      "--checkpoint=" + teacher,
      "--data=" + images,
      "--image-size=32"
    };
    JsonNode expected = json(0, line);
    line[2] = "--checkpoint=" + zip;
    assertEquals(expected.get("correct"), json(0, line).get("correct"));
    line[1] = "--architecture=resnet50";
    CommandRun wrong = CommandRun.of(line);
    assertEquals(ExitCode.CHECKPOINT.number(), wrong.code());
    assertTrue(wrong.reason().contains("model.zip"), wrong.err());
  }

  @Test
  void runSaysThatAHeadOfAnotherSizeIsDropped() throws IOException {
    SmallWorld.model(folder.resolve("seven.safetensors"), Architectures.resnet18(), 7);
    CommandRun run =
        CommandRun.of(
            "run",
            folder.resolve("suite.yaml").toString(),
            "--set=teacher.checkpoint=seven.safetensors",
            "--out=" + folder.resolve("seven"));
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.err().contains("the teacher's head of 7 classes is dropped"), run.err() + run.out());
  }

  @Test
  void evaluateRefusesAnotherNumberOfClasses() {
    Path ten = SmallWorld.model(folder.resolve("ten.safetensors"), Architectures.resnet18(), 10);
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--architecture=resnet18",
            "--checkpoint=" + ten,
            "--data=" + images,
            "--image-size=32");
    assertEquals(ExitCode.DATA.number(), run.code());
    assertTrue(run.reason().contains("10 classes") && run.reason().contains("has 3"), run.err());
  }

  @Test
  void pretrainWritesATeacherThatEvaluates() throws IOException {
    Path file = folder.resolve("new.safetensors");
    JsonNode json =
        json(
            0,
            "pretrain",
            "--architecture=resnet18",
            "--width=8",
            "--image-size=32",
            "--data=" + images,
            "--epochs=2",
            "--batch-size=8",
            "--out=" + file);
    assertEquals(24, json.get("total").intValue());
    JsonNode evaluated =
        json(
            0,
            "evaluate",
            "--architecture=resnet18",
            "--checkpoint=" + file,
            "--data=" + images,
            "--image-size=32");
    assertEquals(json.get("correct"), evaluated.get("correct"));
    assertFalse(Files.exists(folder.resolve("new.safetensors.work")));
  }

  @Test
  void reengineerWorksOnAClassAndOnSuperclasses() throws IOException {
    Path place = folder.resolve("reengineered");
    String[] line = {
      "reengineer",
      "--architecture=resnet18",
      "--checkpoint=" + teacher,
      "--data=" + images,
      "--image-size=32",
      "--out=" + place,
      "--training-scale=0.01",
      "--batch-size=8",
      "--scratch",
      "--target-class=green"
    };
    JsonNode problem = json(0, line).get("problems").get(0);
    assertEquals("green", problem.get("problem").textValue());
    assertEquals(16, problem.get("images").intValue());
    assertTrue(problem.get("accScratch").doubleValue() > 0);
    StateDict green = Checkpoints.read(Path.of(problem.get("file").textValue()));
    assertEquals(2, green.get("module_head.1.weight").size(0));
    assertTrue(Files.readString(place.resolve("index.html")).contains("ACC from scratch"));

    Path groups =
        Files.writeString(folder.resolve("groups.txt"), "red warm\ngreen cold\nblue cold\n");
    line[line.length - 2] = "--superclass-file=" + groups;
    line[line.length - 1] = "--superclasses";
    JsonNode suite = json(0, line).get("problems");
    assertEquals(1, suite.size(), "warm has one class");
    assertEquals("cold", suite.get(0).get("problem").textValue());
    line[line.length - 1] = "--superclass=cald";
    CommandRun wrong = CommandRun.of(line);
    assertEquals(ExitCode.USAGE.number(), wrong.code());
    assertTrue(wrong.err().contains("did you mean 'cold'?"), wrong.err());
    line[line.length - 2] = "--all";
    wrong = CommandRun.of(line);
    assertEquals(ExitCode.USAGE.number(), wrong.code());
    assertTrue(wrong.reason().startsWith("heredity: give one of --target-class"), wrong.err());
  }

  @Test
  void theOldNameOfTheTrainingScaleIsStillRead() throws IOException {
    String[] line = {
      "reengineer",
      "--architecture=resnet18",
      "--checkpoint=" + teacher,
      "--data=" + images,
      "--image-size=32",
      "--out=" + folder.resolve("old-name"),
      "--target-class=green",
      "--batch-size=8",
      "--budget=0.01"
    };
    CommandRun run = CommandRun.of(line);
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.err().contains("'--budget' is now called '--training-scale'; the old name is still"),
        run.err());
    line[line.length - 2] = "--training-scale=0.01";
    CommandRun both = CommandRun.of(line);
    assertEquals(ExitCode.USAGE.number(), both.code());
    assertTrue(both.reason().contains("both are set; leave out the former"), both.err());
    assertFalse(CommandRun.of("reengineer", "--help").out().contains("--budget"));
  }

  @Test
  void datasetsCheckFindsALeak() throws IOException {
    JsonNode sound = json(0, "datasets", "check", "colours", "--path", images.toString());
    assertEquals(24, sound.get("train").intValue());
    Path leaky = SmallWorld.images(folder.resolve("leaky"));
    Files.copy(leaky.resolve("train/red/0.png"), leaky.resolve("test/red/leak.png"));
    JsonNode found =
        json(ExitCode.DATA.number(), "datasets", "check", "colours", "--path", leaky.toString());
    assertEquals("test/red/leak.png", found.get("duplicates").get(0).get("test").textValue());
  }
}

package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files wherever a command reads a model: of a family, and of none. */
@Tag("slow")
class OnnxModelsTest {
  private static final float[] CIFAR_MEAN = {0.4914f, 0.4822f, 0.4465f};
  private static final float[] CIFAR_DEVIATION = {0.247f, 0.2435f, 0.2616f};

  @TempDir static Path folder;
  private static String images;

  /** As {@code export} writes them. */
  @BeforeAll
  static void layOut() throws IOException {
    images = SmallWorld.images(folder.resolve("images")).toString();
    ForeignGraph.write(folder.resolve("foreign.zip"));
    SmallWorld.model(folder.resolve("family.safetensors"), Architectures.resnet18(), 3);
    export("foreign.zip", "foreign.onnx");
    export("family.safetensors", "family.onnx");
  }

  private static CommandRun ok(String... line) {
    CommandRun run = CommandRun.of(line);
    assertEquals(ExitCode.OK.number(), run.code(), run.err());
    return run;
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void export(String model, String to) {
    String end = to.substring(to.lastIndexOf('.') + 1);
    String format = end.equals("zip") ? "dl4j" : end;
    ok("export", file(model), "--image-size=32", "--to=" + format, "--out=" + file(to));
  }

  /** The class of each image. */
  private static List<String> predicted(String model) throws IOException {
    Path rows = folder.resolve(model + ".csv");
    ok(
        "evaluate",
        "--checkpoint=" + file(model),
        "--image-size=32",
        "--data=" + images,
        "--predictions=" + rows);
    try (Stream<String> lines = Files.lines(rows)) {
      List<String> read = lines.toList();
      int column = Arrays.asList(read.get(0).split(",")).indexOf("predicted");
      assertTrue(column > 0, read.get(0));
      return read.stream().skip(1).map(row -> row.split(",")[column]).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign.zip", "family.safetensors"})
  void everyWayOutPredictsTheSame(String model) throws IOException {
    List<String> before = predicted(model);
    String onnx = model.replaceFirst("[.].*", ".onnx");
    assertEquals(before, predicted(onnx));
    export(onnx, "back.zip");
    assertEquals(before, predicted("back.zip"));
    export(onnx, "again.onnx");
    assertEquals(before, predicted("again.onnx"));
    export(onnx, "back.safetensors");
    assertTrue(Files.size(folder.resolve("back.safetensors")) > 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "family"})
  void isATeacherOfWhichStudentsAreAudited(String name) throws IOException {
    Path suite =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            name: %s
            teacher: {checkpoint: %s.onnx}
            other-teachers: [%s.onnx]
            targets: [{name: colours, path: images}]
            methods:
              - fine-tune: {iterations: 3}
              - remos: {iterations: 3}
              - seam: {head-iterations: 3, search-iterations: 3, iterations: 3}
            attacks: [{penultimate-pgd: {steps: 2}}]
            batch-size: 8
            gallery-images: 1
            """
                .formatted(name, name, name.equals("family") ? "foreign" : "family"));
    Path out = folder.resolve("out-" + name);
    ok("run", suite.toString(), "--out=" + out);
    JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    assertEquals(9, results.get("cells").size(), "each teacher alone, and both");
    results.get("cells").forEach(cell -> assertTrue(cell.path("error").asText("").isEmpty()));
    boolean family = name.equals("family");
    assertTrue(results.toString().contains(family ? "resnet18" : "onnx-"), "the architecture");
    String made = family ? "colours-remos-1.safetensors" : "colours-remos-1.zip";
    String student = out.getFileName() + "/students/" + made;
    assertTrue(Files.exists(folder.resolve(student)), made);
    export(student, name + "-student.onnx");
    export(student, name + "-student.safetensors");
    for (String one : List.of(student, name + "-student.onnx", name + "-student.safetensors")) {
      ok(
          "audit",
          "--teacher=" + file(name + ".onnx"),
          "--student=" + file(one),
          "--data=" + images,
          "--image-size=32",
          "--attack=penultimate-pgd",
          "--no-sweep",
          "--out=" + folder.resolve("audit-" + one.replace('/', '-')));
    }
  }

  /** Weights in a file of their own, probabilities at the end: as of models that are deployed. */
  @ParameterizedTest
  @ValueSource(strings = {"foreign", "family"})
  void weightsBesideTheFileAndProbabilitiesChangeNoPrediction(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name + ".onnx"));
    Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(whole).toBuilder();
    Onnx.GraphProto.Builder graph = model.getGraphBuilder();
    String weights = name + ".weights";
    ByteArrayOutputStream beside = new ByteArrayOutputStream();
    for (Onnx.TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      byte[] raw = tensor.getRawData().toByteArray();
      if (raw.length > 0) {
        tensor.clearRawData().setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL);
        tensor.addExternalDataBuilder().setKey("location").setValue(weights);
        tensor.addExternalDataBuilder().setKey("offset").setValue("" + beside.size());
        tensor.addExternalDataBuilder().setKey("length").setValue("" + raw.length);
        beside.writeBytes(raw);
      }
    }
    assertTrue(beside.size() > 10_000, "weights are raw");
    Files.write(folder.resolve(weights), beside.toByteArray());
    graph
        .addNodeBuilder()
        .setOpType("Softmax")
        .setName("softmax")
        .addInput(graph.getOutput(0).getName())
        .addOutput("probabilities");
    graph.getOutputBuilder(0).setName("probabilities");
    String parted = name + "-parted.onnx";
    Files.write(folder.resolve(parted), model.build().toByteArray());
    assertEquals(predicted(name + ".onnx"), predicted(parted));
  }

  /** The values of pixels, of [0,1], are normalised by the network itself; no metadata says so. */
  @Test
  void aNormalisationInFrontIsThePreprocessing() throws IOException {
    byte[] plain = Files.readAllBytes(folder.resolve("family.onnx"));
    Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(plain).toBuilder();
    model.clearMetadataProps();
    Onnx.GraphProto.Builder graph = model.getGraphBuilder();
    String pixels = graph.getInput(0).getName();
    for (Onnx.NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(pixels)) {
          node.setInput(i, "normalised");
        }
      }
    }
    graph.addNode(0, inFront("Sub", pixels, "centred", CIFAR_MEAN, graph));
    graph.addNode(1, inFront("Div", "centred", "normalised", CIFAR_DEVIATION, graph));
    Files.write(folder.resolve("pixels.onnx"), model.build().toByteArray());
    CommandRun run =
        ok("evaluate", "--checkpoint=" + file("pixels.onnx"), "--data=" + images, "--json");
    JsonNode preprocessing = new ObjectMapper().readTree(run.out()).get("preprocessing");
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(CIFAR_MEAN[channel], preprocessing.get("mean").get(channel).doubleValue(), 1e-6);
      assertEquals(
          CIFAR_DEVIATION[channel], preprocessing.get("std").get(channel).doubleValue(), 1e-6);
    }
  }

  private static Onnx.NodeProto inFront(
      String operator, String input, String output, float[] numbers, Onnx.GraphProto.Builder of) {
    Onnx.TensorProto.Builder tensor = of.addInitializerBuilder().setName(output + ".numbers");
    tensor.setDataType(1).addAllDims(List.of(1L, 3L, 1L, 1L));
    for (float number : numbers) {
      tensor.addFloatData(number);
    }
    return Onnx.NodeProto.newBuilder()
        .setOpType(operator)
        .setName(operator)
        .addInput(input)
        .addInput(tensor.getName())
        .addOutput(output)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "family"})
  void isAttacked(String name) {
    Path set = folder.resolve(name + "-attacked");
    ok(
        "attack",
        "--checkpoint=" + file(name + ".onnx"),
        "--attack=penultimate-pgd",
        "--set=steps=2",
        "--data=" + images,
        "--out=" + set);
    assertTrue(Files.isDirectory(set));
    Path check = folder.resolve(name + "-check");
    CommandRun run =
        CommandRun.of(
            "attack-check",
            "--checkpoint=" + file(name + ".onnx"),
            "--data=" + images,
            "--images=4",
            "--attack=apgd-ce",
            "--out=" + check);
    // A network of random weights may hide its planted images: the command has to come to figures.
    assertTrue(List.of(0, ExitCode.GATE.number()).contains(run.code()), run.err());
    assertTrue(Files.isDirectory(check));
  }

  @Test
  void anotherThanTheNamedArchitectureIsRefused() {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--checkpoint=" + file("foreign.onnx"),
            "--architecture=resnet18",
            "--image-size=32",
            "--data=" + images);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code());
    assertTrue(run.reason().contains("foreign.onnx: the file holds no resnet18"), run.reason());
  }

  @Test
  void theSideIsTheFilesWhereItIsNotSaid() throws IOException {
    CommandRun run =
        ok("evaluate", "--checkpoint=" + file("foreign.onnx"), "--data=" + images, "--json");
    JsonNode preprocessing = new ObjectMapper().readTree(run.out()).get("preprocessing");
    assertEquals(SmallWorld.SIDE, preprocessing.get("crop").intValue());
  }

  @Test
  void imagesOfAnotherSizeAreRefusedNamingTheRightOne() {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--checkpoint=" + file("family.onnx"),
            "--image-size=48",
            "--data=" + images);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code());
    assertTrue(run.reason().contains("make that 32"), run.reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --checkpoint BAD --data IMAGES",
        "attack --checkpoint BAD --attack penultimate-pgd --data IMAGES --out OUT",
        "audit --teacher GOOD --student BAD --data IMAGES --no-sweep --out OUT",
        "audit --teacher BAD --student GOOD --data IMAGES --no-sweep --out OUT",
        "reengineer --checkpoint BAD --data IMAGES --target-class red --out OUT",
        "export BAD --to dl4j --out OUT.zip",
      })
  void aBadFileIsOneLine(String command) throws IOException {
    byte[] good = Files.readAllBytes(folder.resolve("foreign.onnx"));
    Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(good).toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setOpType("Trilu");
    Path bad = Files.write(folder.resolve("bad.onnx"), model.build().toByteArray());
    String line =
        command
            .replace("BAD", bad.toString())
            .replace("GOOD", file("foreign.onnx"))
            .replace("IMAGES", images)
            .replace("OUT", file("never"));
    CommandRun run = CommandRun.of((line + " --image-size 32").split(" "));
    assertEquals(ExitCode.CHECKPOINT.number(), run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.reason().contains("bad.onnx: "), run.reason());
    assertTrue(run.reason().contains("'Trilu'"), run.reason());
    assertTrue(run.reason().contains("heredity"), "who wrote it: " + run.reason());
    assertEquals(1, run.reason().lines().count());
    assertFalse(Files.exists(folder.resolve("never.zip")));
  }

  @Test
  void aFileThatIsCutShortIsOneLine() throws IOException {
    byte[] good = Files.readAllBytes(folder.resolve("foreign.onnx"));
    Path bad = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(good, good.length / 2));
    CommandRun run = CommandRun.of("evaluate", "--checkpoint=" + bad, "--data=" + images);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code(), run.err());
    assertEquals(1, run.reason().lines().count());
    assertTrue(run.reason().contains("cut.onnx"), run.reason());
  }

  /** As of one of Deeplearning4j's that is none of the families. */
  @Test
  void noCompactModelsAreMadeOfIt() {
    CommandRun run =
        CommandRun.of(
            "reengineer",
            "--checkpoint=" + file("foreign.onnx"),
            "--image-size=32",
            "--data=" + images,
            "--target-class=red",
            "--training-scale=0.001",
            "--out=" + folder.resolve("part"));
    assertFalse(run.code() == ExitCode.OK.number(), run.err());
    assertTrue(
        run.reason().matches("heredity: onnx-[0-9a-f]{16} cannot be re-engineered: .*"),
        run.reason());
    assertFalse(Files.exists(folder.resolve("part/report.html")));
  }
}

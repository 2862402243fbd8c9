package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.Architecture;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

@Tag("slow")
class ExportTest {
  @TempDir Path folder;

  private CommandRun export(Path model, Architecture architecture, String format, Path out) {
    return CommandRun.of(
        "export",
        model.toString(),
        "--architecture=" + architecture.name(),
        "--image-size=" + SmallWorld.SIDE,
        "--to=" + format,
        "--out=" + out,
        "--json");
  }

  /** This process' class path, without Heredity but for its layers. */
  private static Stream<String> classPathOfOthers() {
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> {
              Path path = Path.of(entry).toAbsolutePath();
              boolean ours =
                  path.startsWith(root) || path.getFileName().toString().startsWith("heredity-");
              return !ours || entry.contains("layers");
            });
  }

  /** What the program says. */
  private String runProgram(String... arguments) throws Exception {
    String name = RestoringProgram.class.getName().replace('.', '/') + ".class";
    Path own = folder.resolve("program");
    Files.createDirectories(own.resolve(name).getParent());
    try (InputStream compiled = RestoringProgram.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(compiled, own.resolve(name));
    }
    List<String> classPath = Stream.concat(Stream.of(own.toString()), classPathOfOthers()).toList();
    assertEquals(
        1, classPath.stream().filter(entry -> entry.contains("layers")).count(), "our layers");
    Stream<String> java =
        Stream.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx1g",
            "-cp",
            String.join(File.pathSeparator, classPath),
            RestoringProgram.class.getName());
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(Stream.concat(java, Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.waitFor(), () -> read(said));
    return read(said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  static Stream<Architecture> architectures() {
    return Stream.of(Architectures.resnet18(), Architectures.cifarResNet(20));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  @Tag("slow")
  void aProgramWithDeeplearning4jAndOurLayersPredictsTheSame(Architecture architecture)
      throws Exception {
    NetworkSpec spec = new NetworkSpec(architecture, 8, 5, SmallWorld.SIDE);
    Path model = SmallWorld.model(folder.resolve("model.safetensors"), spec);
    Path zip = folder.resolve("made/model.zip");
    CommandRun run = export(model, architecture, "dl4j", zip);
    assertEquals(0, run.code(), run.err());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertEquals(8, json.get("width").intValue());
    assertEquals(5, json.get("classes").intValue());
    assertEquals(Files.size(zip), json.get("bytes").longValue());

    INDArray images = Nd4j.randn(DataType.FLOAT, 6, 3, SmallWorld.SIDE, SmallWorld.SIDE);
    Path input = folder.resolve("images.bin");
    Nd4j.saveBinary(images, input.toFile());
    Path output = folder.resolve("probabilities.bin");
    String said = runProgram(zip.toString(), input.toString(), output.toString());
    for (String missing : List.of("no engine.Network", "no api.HeredityPlugin", "no cli.Main")) {
      assertTrue(said.contains(missing), said);
    }
    try (FrozenNetwork network = FrozenNetwork.of(spec, Checkpoints.read(model))) {
      INDArray expected = Transforms.softmax(network.logits(images));
      double off = expected.sub(Nd4j.readBinary(output.toFile())).amaxNumber().doubleValue();
      assertTrue(off < 1e-5, "off by " + off);
    }
  }

  @Test
  void whatDeeplearning4jSavedBecomesSafetensorsAgain() {
    Architecture architecture = Architectures.resnet18();
    Path model = SmallWorld.model(folder.resolve("model.safetensors"), architecture, 3);
    Path zip = folder.resolve("model.zip");
    Path back = folder.resolve("back.safetensors");
    assertEquals(0, export(model, architecture, "dl4j", zip).code());
    CommandRun run = export(zip, architecture, "safetensors", back);
    assertEquals(0, run.code(), run.err());
    StateDict expected = Checkpoints.read(model);
    StateDict actual = Checkpoints.read(back);
    assertEquals(List.copyOf(expected.names()), List.copyOf(actual.names()));
    assertEquals(expected.digest(), actual.digest());
  }

  @Test
  void anOnnxFileSaysWhatItIs() throws IOException {
    Architecture architecture = Architectures.resnet18();
    Path model = SmallWorld.model(folder.resolve("model.safetensors"), architecture, 3);
    Path out = folder.resolve("made/model.onnx");
    CommandRun run = export(model, architecture, "onnx", out);
    assertEquals(0, run.code(), run.err());
    // What runtimes compute of it is OnnxExportTest's, in the engine.
    Onnx.ModelProto written = Onnx.ModelProto.parseFrom(Files.readAllBytes(out));
    Map<String, String> metadata =
        written.getMetadataPropsList().stream()
            .collect(
                Collectors.toMap(
                    Onnx.StringStringEntryProto::getKey, Onnx.StringStringEntryProto::getValue));
    assertEquals("resnet18", metadata.get("architecture"));
    assertEquals("" + SmallWorld.SIDE, metadata.get("image-size"));
    assertTrue(metadata.containsKey(PreprocessingSettings.KEY), metadata.toString());
    assertEquals("images", written.getGraph().getInput(0).getName());
    Set<String> names =
        written.getGraph().getInitializerList().stream()
            .map(Onnx.TensorProto::getName)
            .collect(Collectors.toSet());
    assertTrue(names.contains("layer1.0.bn1.running_var"), "PyTorch's names: " + names);
  }

  @Test
  void aMistakeIsSaidAndWritesNothing() throws IOException {
    Architecture architecture = Architectures.resnet18();
    Path model = SmallWorld.model(folder.resolve("model.safetensors"), architecture, 3);
    Path out = folder.resolve("out.zip");
    CommandRun run = export(model, architecture, "dl4", out);
    assertEquals(ExitCode.USAGE.number(), run.code());
    assertTrue(run.reason().contains("did you mean 'dl4j'?"), run.reason());
    run = export(model, architecture, "safetensors", out);
    assertEquals(ExitCode.USAGE.number(), run.code());
    assertTrue(run.reason().contains("must end in .safetensors"), run.reason());
    run = export(model, Architectures.resnet50(), "dl4j", out);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code());
    assertTrue(run.reason().contains("holds no resnet50"), run.reason());
    run = export(folder.resolve("nowhere.pth"), architecture, "dl4j", out);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code());
    assertEquals(
        ExitCode.IO.number(), export(model, architecture, "dl4j", model.resolve("x.zip")).code());
    assertTrue(Files.notExists(out));
  }
}

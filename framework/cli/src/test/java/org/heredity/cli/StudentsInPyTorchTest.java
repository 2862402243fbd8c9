package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Students that a suite wrote are loaded by torchvision's networks, {@code strict=True}, and
 * predict the same there. Skipped where no Python has PyTorch and torchvision.
 */
@Tag("slow")
class StudentsInPyTorchTest {
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
  private static final Path SCRIPT =
      Path.of("src/test/python/students_in_pytorch.py").toAbsolutePath();

  private static final int NO_PYTHON = -1;
  private static final int NO_PYTORCH = 3;

  @TempDir Path folder;

  private record Ended(int code, String output) {}

  private static Ended end(List<String> line, Path output) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      return new Ended(NO_PYTHON, e.getMessage());
    }
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Ended(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
  }

  /** What the script says of models, by file, with the network that each is. */
  private String compared(Map<Path, NetworkSpec> models) throws Exception {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    INDArray images = Nd4j.randn(DataType.FLOAT, 12, 3, SmallWorld.SIDE, SmallWorld.SIDE);
    tensors.put("images", images);
    Path cases = folder.resolve("cases.safetensors");
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), cases.toString()));
    for (Map.Entry<Path, NetworkSpec> model : models.entrySet()) {
      StateDict weights = Checkpoints.read(model.getKey());
      try (FrozenNetwork network = FrozenNetwork.of(model.getValue(), weights)) {
        tensors.put("logits." + (line.size() - 2), network.logits(images));
      }
      line.add(model.getValue().architecture().name() + "=" + model.getKey());
    }
    SafetensorsWriter.write(cases, StateDict.of(tensors), Map.of());
    for (String python : PYTHONS) {
      List<String> whole = new ArrayList<>(List.of(python));
      whole.addAll(line);
      Ended ended = end(whole, folder.resolve("said"));
      if (ended.code != NO_PYTHON && ended.code != NO_PYTORCH) {
        assertEquals(0, ended.code, ended.output);
        return ended.output;
      }
    }
    assumeTrue(false, "none of " + PYTHONS + " has PyTorch and torchvision");
    return null;
  }

  @Test
  void loadStrictlyAndPredictTheSame() throws Exception {
    NetworkSpec teacher = new NetworkSpec(Architectures.resnet18(), 64, 7, SmallWorld.SIDE);
    SmallWorld.model(folder.resolve("teacher.safetensors"), teacher);
    SmallWorld.images(folder.resolve("images"));
    CommandRun run =
        CommandRun.of(
            "run",
            SmallWorld.suite(folder).toString(),
            "--set=methods=[{fine-tune: {iterations: 2}}, {mag-prune: {iterations: 2}}]",
            "--set=attacks=[noise]",
            "--out=" + folder.resolve("out"));
    assertEquals(0, run.code(), run.err());

    Map<Path, NetworkSpec> models = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("out/students"))) {
      files
          .filter(f -> !f.toString().contains("-mask"))
          .forEach(f -> models.put(f, teacher.withClasses(SmallWorld.CLASSES.size())));
    }
    assertEquals(2, models.size(), "a student for each method");
    NetworkSpec deep = new NetworkSpec(Architectures.resnet50(), 64, 3, SmallWorld.SIDE);
    models.put(SmallWorld.model(folder.resolve("deep.safetensors"), deep), deep);

    List<String> lines = compared(models).lines().toList();
    assertEquals(models.size(), lines.size(), lines.toString());
    for (String found : lines) {
      String[] words = found.split(" ");
      assertTrue(Double.parseDouble(words[0]) < 1e-4, "the logits are off by " + words[0]);
      assertEquals("0", words[1], "predictions that differ");
    }
  }
}

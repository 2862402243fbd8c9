package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models that give no numbers: each command says so, and none comes to a figure or a verdict. */
@Tag("slow")
class OverflowTest {
  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void make() throws IOException {
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    SmallWorld.suite(folder);
    images = SmallWorld.images(folder.resolve("images"));
    scaled("head.safetensors", 1e38, "fc.weight");
    scaled("middle.safetensors", 1e30, "layer2.0.bn1.weight", "layer3.0.bn1.weight");
    scaled("variance.safetensors", -1, "layer1.0.bn1.running_var");
  }

  private static void scaled(String file, double factor, String... names) {
    Map<String, INDArray> tensors =
        new LinkedHashMap<>(Checkpoints.read(folder.resolve("teacher.safetensors")).asMap());
    for (String name : names) {
      tensors.computeIfPresent(name, (key, tensor) -> tensor.mul(factor));
    }
    SafetensorsWriter.write(folder.resolve(file), StateDict.of(tensors), Map.of());
  }

  private static void assertRefused(String file, String reason, String... line) {
    CommandRun run = CommandRun.of(line);
    assertEquals(ExitCode.CHECKPOINT.number(), run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.reason().contains(file), run.reason());
    assertTrue(run.reason().contains(reason), run.reason());
    assertFalse(run.reason().contains("learning rate"), run.reason());
  }

  private static void everyCommandRefuses(String file, String reason) {
    String model = folder.resolve(file).toString();
    String sound = folder.resolve("teacher.safetensors").toString();
    String data = images.toString();
    String out = folder.resolve("out").toString();
    List<String> size = List.of("--architecture", "resnet18", "--image-size", "32");
    for (List<String> line :
        List.of(
            List.of("evaluate", "--checkpoint", model, "--data", data),
            List.of("attack", "--checkpoint", model, "--data", data, "--out", out),
            List.of("reengineer", "--checkpoint", model, "--data", data, "--out", out, "--all"),
            List.of(
                "audit",
                "--teacher",
                sound,
                "--student",
                model,
                "--data",
                data,
                "--out",
                out,
                "--max-dir",
                "0.5"),
            List.of("audit", "--teacher", model, "--student", sound, "--data", data, "--out", out),
            List.of(
                "audit",
                "--teacher",
                sound,
                "--student",
                sound,
                "--floor",
                model,
                "--data",
                data,
                "--out",
                out))) {
      List<String> whole = new ArrayList<>(line);
      whole.addAll(size);
      assertRefused(file, reason, whole.toArray(String[]::new));
    }
    assertRefused(
        file,
        reason,
        "run",
        folder.resolve("suite.yaml").toString(),
        "--out",
        out,
        "--set",
        "teacher.checkpoint=" + file);
    assertFalse(Files.exists(folder.resolve("out/results.json")));
  }

  @Test
  void logitsThatOverflow() {
    everyCommandRefuses("head.safetensors", "the logits are not finite numbers");
  }

  @Test
  void valuesThatOverflowWithin() {
    everyCommandRefuses("middle.safetensors", "are not finite numbers even for an ordinary image");
  }

  @Test
  void aNegativeVariance() {
    everyCommandRefuses("variance.safetensors", "layer1.0.bn1");
  }
}

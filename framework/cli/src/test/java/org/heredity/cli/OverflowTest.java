package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    pureRed(images.resolve("test/red/odd.png"));
    seeingRed("odd.safetensors");
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

  private static void pureRed(Path file) throws IOException {
    int side = SmallWorld.SIDE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < side * side; p++) {
      image.setRGB(p % side, p / side, 0xff0000);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  /**
   * A network with a channel that is 0 but where red outweighs green and blue by more than any
   * other image has it, and two that overflow there, of which the next convolution takes the one
   * from the other.
   */
  private static void seeingRed(String file) {
    StateDict sound = Checkpoints.read(folder.resolve("teacher.safetensors"));
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    sound.asMap().forEach((name, tensor) -> tensors.put(name, tensor.dup('c')));
    INDArray first = tensors.get("conv1.weight").get(NDArrayIndex.point(0));
    first.assign(-1 / 49f).get(NDArrayIndex.point(0)).assign(1 / 49f);
    tensors.get("bn1.weight").putScalar(0, 1e22);
    tensors.get("bn1.bias").putScalar(0, -5e22);
    INDArray middle = tensors.get("layer1.0.conv1.weight");
    for (int c = 0; c < 2; c++) {
      middle.get(NDArrayIndex.point(c)).assign(0);
      middle.putScalar(new long[] {c, 0, 1, 1}, 1e17);
    }
    INDArray last = tensors.get("layer1.0.conv2.weight");
    last.get(NDArrayIndex.all(), NDArrayIndex.point(1))
        .assign(last.get(NDArrayIndex.all(), NDArrayIndex.point(0)).neg());
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

  /** No command comes to a figure where one image of many overflows within the network. */
  @ParameterizedTest
  @CsvSource({
    "5, evaluate --checkpoint ODD",
    "4, attack --checkpoint ODD --attack penultimate-pgd --out OUT",
    "4, attack --checkpoint ODD --attack pgd --out OUT",
    "5, audit --teacher SOUND --student ODD --no-sweep --out OUT",
    "5, audit --teacher SOUND --student SOUND --floor ODD --no-sweep --out OUT"
  })
  void oneImageThatOverflowsWithin(int code, String command) {
    String line =
        command
                .replace("ODD", folder.resolve("odd.safetensors").toString())
                .replace("SOUND", folder.resolve("teacher.safetensors").toString())
                .replace("OUT", folder.resolve("odd-out").toString())
            + " --architecture resnet18 --image-size 32 --data "
            + images;
    CommandRun run = CommandRun.of(line.split(" "));
    assertEquals(code, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.reason().contains("odd.safetensors: "), run.reason());
    assertTrue(
        run.reason()
            .contains("are not finite numbers for 1 of 25 images, such as 'test/red/odd.png'"),
        run.reason());
  }

  /** A cell that needs that image fails, and holds no figure; the others would go on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit --teacher ODD --student SOUND --architecture resnet18 --image-size 32 --data DATA"
            + " --no-sweep --max-dir 1 --out OUT",
        "run SUITE --set teacher.checkpoint=odd.safetensors --out OUT"
      })
  void aTeacherForWhichOneImageOverflows(String command) throws IOException {
    Path out = folder.resolve("out-of-" + command.substring(0, 3));
    String line =
        command
            .replace("ODD", folder.resolve("odd.safetensors").toString())
            .replace("SOUND", folder.resolve("teacher.safetensors").toString())
            .replace("DATA", images.toString())
            .replace("SUITE", folder.resolve("suite.yaml").toString())
            .replace("OUT", out.toString());
    CommandRun run = CommandRun.of(line.split(" "));
    assertEquals(ExitCode.PARTIAL.number(), run.code(), run.err());
    String reason = "are not finite numbers for 1 of 25 images, such as 'test/red/odd.png'";
    JsonNode cells =
        new ObjectMapper().readTree(out.resolve("results.json").toFile()).path("cells");
    assertEquals(1, cells.size());
    assertTrue(cells.get(0).path("error").asText().contains(reason), cells.toString());
    assertTrue(cells.get(0).path("dir").isNull(), cells.toString());
  }

  @Test
  void aNegativeVariance() {
    everyCommandRefuses("variance.safetensors", "layer1.0.bn1");
  }
}

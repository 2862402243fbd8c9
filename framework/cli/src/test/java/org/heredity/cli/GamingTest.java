package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.heredity.cli.console.ExitCode;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tries to get students that inherit nearly everything through an audit: by settings of the attack,
 * by how they were trained, and by which images they are judged on.
 */
@Tag("slow")
class GamingTest {
  private static final int SIDE = 32;
  private static final int AMPLITUDE = 12;
  private static final String TRAINED = "5e-3";
  private static final List<String> RATES = List.of("1e-7", TRAINED);

  @TempDir static Path folder;
  private static Path teacher;
  private static Path images;

  /** Classes are stripes of three directions, fainter than what an attack may change. */
  private static Path images(String name, int train, int test) throws IOException {
    Path root = folder.resolve(name);
    for (String split : List.of("train", "test")) {
      for (int label = 0; label < 3; label++) {
        Path place = Files.createDirectories(root.resolve(split).resolve("stripes-" + label));
        for (int n = 0; n < (split.equals("train") ? train : test); n++) {
          Randomness draws = Randomness.of(5).at(split).at(label).at(n);
          BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
          for (int p = 0; p < SIDE * SIDE; p++) {
            int x = p % SIDE;
            int y = p / SIDE;
            int phase = label == 0 ? x : label == 1 ? y : x + y;
            int grey = 120 + (phase / 4 % 2 == 0 ? AMPLITUDE : -AMPLITUDE);
            grey += (int) (60 * (draws.uniform(p) - 0.5));
            image.setRGB(x, y, grey * 0x010101);
          }
          ImageIO.write(image, "png", place.resolve(n + ".png").toFile());
        }
      }
    }
    return root;
  }

  @BeforeAll
  static void students() throws IOException {
    images = images("images", 60, 40);
    teacher = folder.resolve("teacher.safetensors");
    CommandRun pretrained =
        CommandRun.of(
            "pretrain",
            "--architecture=resnet18",
            "--width=8",
            "--image-size=32",
            "--data=" + images,
            "--epochs=14",
            "--lr=0.05",
            "--batch-size=16",
            "--augmentation=padded-crop",
            "--out=" + teacher);
    assertEquals(0, pretrained.code(), pretrained.err());
    StringBuilder methods = new StringBuilder();
    for (String rate : RATES) {
      methods.append(
          "  - {label: at-%s, fine-tune: {iterations: 40, lr: %s, select: last}}%n"
              .formatted(rate, rate));
    }
    Path suite =
        Files.writeString(
            folder.resolve("suite.yaml"),
            """
            name: bad-students
            teacher: {architecture: resnet18, checkpoint: teacher.safetensors, image-size: 32}
            targets: [{name: stripes, path: images}]
            attacks: [noise]
            gallery-images: 0
            batch-size: 16
            methods:
            """
                + methods);
    CommandRun made = CommandRun.of("run", suite.toString(), "--out=" + folder.resolve("suite"));
    assertEquals(0, made.code(), made.err());
  }

  private static Path student(String rate) {
    return folder.resolve("suite/students/stripes-at-" + rate + "-1.safetensors");
  }

  private static JsonNode audit(Path student, Path data, String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "audit",
                "--json",
                "--teacher=" + teacher,
                "--student=" + student,
                "--data=" + data,
                "--image-size=32",
                "--no-sweep",
                "--format=json",
                "--max-dir=0.3",
                "--out=" + folder.resolve("audit")));
    line.addAll(List.of(more));
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals(ExitCode.GATE.number(), run.code(), String.join(" ", more) + ": " + run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void anHonestAuditFailsThem() throws IOException {
    for (String rate : RATES) {
      JsonNode audit = audit(student(rate), images, "--attack=pgd");
      double dir = audit.at("/cells/0/dir").doubleValue();
      // With the smaller rate it has learnt nothing, and is right by luck.
      assertTrue(dir > 0.5 || !rate.equals(TRAINED), "DIR " + dir);
    }
  }

  @Test
  void noSettingOfAnAttackGetsThemThrough() throws IOException {
    List<List<String>> tried = new ArrayList<>();
    for (String attack : List.of("pgd", "penultimate-pgd")) {
      for (String setting :
          List.of("steps=1", "steps=20", "epsilon=0", "epsilon=4/255", "step=1e-9", "step=1")) {
        tried.add(List.of("--attack=" + attack, "--set=" + setting));
      }
    }
    tried.add(List.of("--attack=noise"));
    tried.add(List.of("--attack=fgsm"));
    tried.add(
        List.of("--attack=transfer", "--set=objective=cross-entropy", "--set=target-class=next"));
    tried.add(List.of("--attack=apgd-ce", "--set=iterations=1"));
    tried.add(List.of("--attack=square", "--set=queries=1"));
    for (List<String> settings : tried) {
      audit(student(TRAINED), images, settings.toArray(String[]::new));
    }
  }

  @Test
  void fewImagesDecideNothing() throws IOException {
    for (int count : List.of(1, 4)) {
      Path few = images("few-" + count, 8, count);
      for (String rate : RATES) {
        audit(student(rate), few, "--attack=penultimate-pgd");
      }
    }
  }
}

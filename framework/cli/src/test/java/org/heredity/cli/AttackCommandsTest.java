package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that attack, on a small teacher and a few images, with {@code --json}. */
@Tag("slow")
class AttackCommandsTest {
  @TempDir static Path folder;

  private static Path teacher;
  private static Path images;
  private static Path out;

  @BeforeAll
  static void runASuite() throws IOException {
    teacher = SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    images = SmallWorld.images(folder.resolve("images"));
    out = folder.resolve("out");
    CommandsTest.json(0, "run", SmallWorld.suite(folder).toString(), "--out", out.toString());
  }

  @Test
  void attackMakesASet() throws IOException {
    Path place = folder.resolve("attack");
    JsonNode json =
        CommandsTest.json(
            0,
            "attack",
            "--architecture=resnet18",
            "--checkpoint=" + teacher,
            "--data=" + images,
            "--image-size=32",
            "--set",
            "steps=2",
            "--set",
            "epsilon=4/255",
            "--out=" + place);
    assertEquals(24, json.get("set").get("images").intValue());
    assertEquals(4.0 / 255, json.get("set").get("epsilon").doubleValue(), 1e-12);
    StateDict set = Checkpoints.read(Path.of(json.get("file").textValue()));
    assertEquals(24, set.get("images").size(0));
    CommandRun wrong =
        CommandRun.of(
            "attack",
            "--architecture=resnet18",
            "--checkpoint=" + teacher,
            "--data=" + images,
            "--image-size=32",
            "--set=stepps=2",
            "--out=" + place);
    assertEquals(ExitCode.USAGE.number(), wrong.code());
    assertTrue(wrong.err().contains("did you mean 'steps'?"), wrong.err());
  }

  @Test
  void auditEndsWithItsVerdict() throws IOException {
    String[] line = {
      "audit",
      "--teacher",
      teacher.toString(),
      "--student",
      out.resolve("students/colours-fine-tune-1.safetensors").toString(),
      "--data",
      images.toString(),
      "--image-size",
      "32",
      "--out",
      folder.resolve("audit").toString(),
      // The student was never trained, which speaks against its figures.
      "--accept-finding=accuracy-near-chance",
      "--accept-finding=attack-misses-planted",
      "--min-acc",
      "0.0"
    };
    JsonNode passed = CommandsTest.json(0, line);
    assertTrue(passed.get("gates").get(0).get("passed").booleanValue());
    assertEquals("standard-1", passed.at("/cells/0/attack").textValue(), "by default");
    JsonNode results = new ObjectMapper().readTree(folder.resolve("audit/results.json").toFile());
    assertEquals(0, results.at("/cells/0/sweep").size(), "ensembles only if asked to");
    assertEquals(4, results.at("/ensembles/0/members").size());
    double together = results.at("/ensembles/0/teacherFoolingRate").doubleValue();
    for (JsonNode set : results.get("sets")) {
      assertTrue(together >= set.get("teacherFoolingRate").doubleValue(), set.toString());
    }
    line[line.length - 1] = "1.0";
    JsonNode failed = CommandsTest.json(ExitCode.GATE.number(), line);
    assertEquals("min-acc", failed.get("gates").get(0).get("name").textValue());
    line[line.length - 1] = "1.5";
    CommandRun wrong = CommandRun.of(line);
    assertEquals(ExitCode.USAGE.number(), wrong.code());
    assertTrue(wrong.err().contains("--min-acc must be 0 to 1, got 1.5"), wrong.err());
    List<String> both = new ArrayList<>(List.of(line));
    both.addAll(List.of("--sweep", "--no-sweep"));
    CommandRun contradictory = CommandRun.of(both.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.number(), contradictory.code());
    both.set(both.size() - 1, "--set=steps=2");
    CommandRun fixed = CommandRun.of(both.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.number(), fixed.code());
    assertTrue(fixed.err().contains("such as --attack pgd"), fixed.err());
  }

  @Test
  void auditTakesSettingsOfItsAttacksAndAFloor() throws IOException {
    Path student = out.resolve("students/colours-fine-tune-1.safetensors");
    List<String> line =
        new ArrayList<>(
            List.of("audit", "--teacher=" + teacher, "--student=" + student, "--data=" + images));
    line.addAll(List.of("--floor=" + teacher, "--image-size=32", "--no-sweep"));
    line.addAll(
        List.of("--attack=penultimate-pgd", "--attack=fgsm", "--set", "fgsm.epsilon=4/255"));
    line.addAll(List.of("--set", "penultimate-pgd.steps=2", "--out=" + folder.resolve("two")));
    JsonNode json = CommandsTest.json(0, line.toArray(String[]::new));
    assertEquals(4, json.get("cells").size());
    assertEquals("student", json.get("cells").get(0).get("method").textValue());
    assertEquals("from-scratch", json.get("cells").get(3).get("method").textValue());
    JsonNode results = new ObjectMapper().readTree(folder.resolve("two/results.json").toFile());
    assertEquals(4.0 / 255, results.at("/sets/1/epsilon").doubleValue(), 1e-12);
    assertEquals(
        2, results.at("/provenance/configuration/attacks/0/penultimate-pgd/steps").intValue());
    line.set(line.indexOf("fgsm.epsilon=4/255"), "epsilon=4/255");
    CommandRun ambiguous = CommandRun.of(line.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.number(), ambiguous.code());
    assertTrue(ambiguous.reason().contains("say of which attack"), ambiguous.err());
  }

  @Test
  void attackCheckSaysWhetherAnAttackIsSound() throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("attack-check", "--architecture=resnet18", "--checkpoint=" + teacher));
    line.addAll(List.of("--data=" + images, "--image-size=32", "--images=6"));
    line.addAll(List.of("--attack=apgd-ce", "--out=" + folder.resolve("check")));
    JsonNode sound = CommandsTest.json(0, line.toArray(String[]::new));
    assertEquals(6, sound.at("/check/images").intValue());
    assertTrue(sound.get("sound").booleanValue());
    line.add("--set=epsilon=0");
    JsonNode idle = CommandsTest.json(ExitCode.GATE.number(), line.toArray(String[]::new));
    assertEquals(0, idle.at("/check/found").intValue());
    line.set(line.indexOf("--attack=apgd-ce"), "--attack=noise");
    CommandRun noise = CommandRun.of(line.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.number(), noise.code());
    assertTrue(noise.reason().contains("--attack noise cannot be checked"), noise.err());
    line.set(line.indexOf("--images=6"), "--images=-1");
    assertEquals(ExitCode.USAGE.number(), CommandRun.of(line.toArray(String[]::new)).code());
  }
}

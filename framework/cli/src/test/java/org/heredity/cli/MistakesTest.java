package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.heredity.files.LockFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What users get wrong: each gives one clear line and the documented exit code. */
@Tag("slow")
class MistakesTest {
  @TempDir static Path shared;

  @TempDir Path folder;
  private Path images;
  private Path suite;

  @BeforeAll
  static void train() {
    SmallWorld.model(shared.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    SmallWorld.model(shared.resolve("resnet50.safetensors"), Architectures.resnet50(), 3);
  }

  @BeforeEach
  void layOut() throws IOException {
    for (String name : new String[] {"teacher.safetensors", "resnet50.safetensors"}) {
      Files.copy(shared.resolve(name), folder.resolve(name));
    }
    images = SmallWorld.images(folder.resolve("images"));
    suite = SmallWorld.suite(folder);
  }

  private CommandRun run(String... more) {
    String[] line = new String[more.length + 4];
    line[0] = "run";
    line[1] = suite.toString();
    line[2] = "--out";
    line[3] = folder.resolve("out").toString();
    System.arraycopy(more, 0, line, 4, more.length);
    return CommandRun.of(line);
  }

  private static void assertRefused(CommandRun run, ExitCode code, String... parts) {
    assertEquals(code.number(), run.code(), run.err());
    String reason = run.reason();
    assertTrue(reason.startsWith("heredity: "), run.err());
    for (String part : parts) {
      assertTrue(reason.contains(part), reason);
    }
    assertTrue(!run.err().contains("\tat "), run.err());
    assertEquals(
        1, run.err().lines().filter(line -> line.startsWith("heredity: ")).count(), run.err());
    assertEquals("", run.out());
  }

  @Test
  void aDatasetThatIsMissing() {
    assertRefused(
        run("--set", "targets[0].path=nowhere.zip"), ExitCode.DATA, "nowhere.zip", "no such");
  }

  @Test
  void anImageThatIsCorrupt() throws IOException {
    Path image = images.resolve("train/red/3.png");
    Files.write(image, "this is no image".getBytes(StandardCharsets.UTF_8));
    CommandRun evaluated =
        CommandRun.of(
            "evaluate",
            "--architecture",
            "resnet18",
            "--checkpoint",
            folder.resolve("teacher.safetensors").toString(),
            "--data",
            images.toString(),
            "--split",
            "train",
            "--image-size",
            "32");
    assertRefused(evaluated, ExitCode.DATA, "train/red/3.png");
  }

  @Test
  void aCorruptImageMayBeSkipped() throws IOException {
    Files.write(images.resolve("train/red/3.png"), new byte[0]);
    CommandRun run = run("--set", "targets[0].unreadable=skip");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("1 "), run.err());
  }

  @Test
  void aClassFolderThatIsEmptyIsLeftOutAndNamed() throws IOException {
    Files.createDirectories(images.resolve("train/yellow"));
    CommandRun run = run();
    assertEquals(ExitCode.OK.number(), run.code(), run.err());
    assertTrue(run.err().contains("yellow"), run.err());
  }

  @Test
  void aTestClassThatTrainingLacks() throws IOException {
    Files.createDirectories(images.resolve("test/yellow"));
    Files.copy(images.resolve("test/red/0.png"), images.resolve("test/yellow/0.png"));
    assertRefused(run(), ExitCode.DATA, "yellow");
  }

  @Test
  void aMethodThatIsUnknown() {
    assertRefused(
        run("--set", "methods=[fine-tun]"),
        ExitCode.USAGE,
        "methods[0]",
        "did you mean 'fine-tune'?");
  }

  @Test
  void anOptionThatIsMisspelt() {
    assertRefused(
        run("--set", "methods[0].fine-tune.lrr=1"),
        ExitCode.USAGE,
        "methods[0].fine-tune.lrr",
        "did you mean 'lr'?");
  }

  @Test
  void anOptionOutOfRange() {
    assertRefused(
        run("--set", "methods[0].fine-tune.momentum=2"),
        ExitCode.USAGE,
        "methods[0].fine-tune.momentum",
        "got 2");
    assertRefused(run("--set", "training-scale=-1"), ExitCode.USAGE, "training-scale", "got -1");
  }

  @Test
  void aCheckpointOfAnotherArchitecture() {
    assertRefused(
        run("--set", "teacher.checkpoint=resnet50.safetensors"),
        ExitCode.CHECKPOINT,
        "resnet50.safetensors",
        "resnet18");
  }

  @Test
  void aNumberOfClassesThatDoesNotFit() {
    Path five = folder.resolve("five.safetensors");
    SmallWorld.model(five, Architectures.resnet18(), 5);
    String data = images.toString();
    String teacher = folder.resolve("teacher.safetensors").toString();
    String out = folder.resolve("audit").toString();
    String[][] lines = {
      {"evaluate", "--architecture", "resnet18", "--checkpoint", five.toString(), "--data", data},
      {"audit", "--teacher", teacher, "--student", five.toString(), "--data", data, "--out", out},
      {
        "audit",
        "--teacher",
        teacher,
        "--student",
        teacher,
        "--floor",
        five.toString(),
        "--data",
        data,
        "--out",
        out
      }
    };
    for (String[] line : lines) {
      assertRefused(
          CommandRun.of(line),
          ExitCode.DATA,
          "five.safetensors distinguishes 5 classes, but images has 3");
    }
  }

  @Test
  void aCheckpointThatIsMissingOrNone() throws IOException {
    assertRefused(
        run("--set", "teacher.checkpoint=nowhere.pth"), ExitCode.CHECKPOINT, "nowhere.pth");
    Files.writeString(folder.resolve("text.pth"), "no checkpoint at all");
    assertRefused(run("--set", "teacher.checkpoint=text.pth"), ExitCode.CHECKPOINT, "text.pth");
  }

  @Test
  void aCheckpointWhoseTensorsAreNotAllThere() {
    Map<String, INDArray> tensors =
        new LinkedHashMap<>(Checkpoints.read(folder.resolve("teacher.safetensors")).asMap());
    tensors.put("extra", tensors.remove("bn1.weight"));
    tensors.computeIfPresent("bn1.bias", (name, bias) -> Nd4j.zeros(3));
    SafetensorsWriter.write(folder.resolve("odd.safetensors"), StateDict.of(tensors), Map.of());
    assertRefused(
        run("--set", "teacher.checkpoint=odd.safetensors"),
        ExitCode.CHECKPOINT,
        "odd.safetensors",
        "resnet18 of width 8 with 3 classes",
        "1 missing: 'bn1.weight'",
        "1 unexpected: 'extra'",
        "1 of another shape: 'bn1.bias' is [3] instead of [8]");
  }

  @Test
  void aFolderThatIsInUse() {
    LockFile lock = LockFile.ofFolder(folder.resolve("out"));
    try {
      assertRefused(run(), ExitCode.IO, "is in use");
    } finally {
      lock.close();
    }
  }

  @Test
  void sharesThatAreNone() {
    assertRefused(run("--shard", "3/2"), ExitCode.USAGE, "--shard is which of how many", "'3/2'");
    assertRefused(run("--workers", "0"), ExitCode.USAGE, "--workers is from 1 to 256, got 0");
    assertRefused(run("--workers", "2", "--shard", "1/2"), ExitCode.USAGE, "do not go together");
  }

  @Test
  void shardsThatAreNotThere() {
    String suite = folder.resolve("suite.yaml").toString();
    String out = folder.resolve("merged").toString();
    String none = folder.resolve("images").toString();
    assertRefused(CommandRun.of("merge", suite), ExitCode.USAGE, "the folders of its shards");
    assertRefused(
        CommandRun.of("merge", suite, none, "--out", out), ExitCode.DATA, "is no folder of a run");
    assertEquals(0, run("--shard", "1/1").code());
    assertRefused(
        CommandRun.of(
            "merge",
            suite,
            folder.resolve("out").toString(),
            "--out",
            out,
            "--set",
            "methods=[{fine-tune: {iterations: 5}}]"),
        ExitCode.IO,
        "the stage 'student' of colours, fine-tune, seed 1 is in none of the folders");
  }

  @Test
  void nothingComputedIsLost() throws IOException {
    CommandRun first = run();
    assertEquals(0, first.code(), first.err());
    byte[] results = Files.readAllBytes(folder.resolve("out/results.json"));
    // A mistake in the edited suite leaves the folder as it is.
    assertRefused(run("--set", "methods=[fine-tune, nonsense]"), ExitCode.USAGE, "nonsense");
    assertTrue(
        java.util.Arrays.equals(results, Files.readAllBytes(folder.resolve("out/results.json"))));
    // A cell that fails is told, and the other is cached and not computed again.
    CommandRun second =
        run(
            "--set",
            "methods=[{fine-tune: {iterations: 4}}, {label: wild, fine-tune: {lr: 100, iterations:"
                + " 200, momentum: 0.99, head-factor: 1000}}]");
    assertEquals(ExitCode.PARTIAL.number(), second.code(), second.err());
    assertTrue(second.err().contains("cached by an earlier run"), second.err());
    assertTrue(second.err().contains("colours, wild, seed 1"), second.err());
    assertTrue(second.out().contains("1 of 2 cells failed"), second.out());
    assertTrue(second.out().contains("failed: colours, wild, seed 1: "), second.out());
    assertTrue(second.out().matches("(?s).*\n[^\n]* wild [^\n]* -\n.*"), second.out());
  }
}

package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.cli.console.ExitCode;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preset;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model's preprocessing goes with it, from option to file to report. */
@Tag("slow")
class PreprocessingTest {
  private static final int SIDE = 32;

  @TempDir Path folder;
  private String teacher;
  private String images;

  @BeforeEach
  void layOut() throws IOException {
    teacher =
        SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3)
            .toString();
    images = SmallWorld.images(folder.resolve("images")).toString();
  }

  private CommandRun evaluate(String... more) {
    String[] line = new String[more.length + 9];
    String[] first = {
      "evaluate",
      "--architecture",
      "resnet18",
      "--checkpoint",
      teacher,
      "--data",
      images,
      "--image-size",
      "" + SIDE
    };
    System.arraycopy(first, 0, line, 0, first.length);
    System.arraycopy(more, 0, line, first.length, more.length);
    return CommandRun.of(line);
  }

  private Preprocessing carried(Path file) {
    Map<String, String> metadata = Checkpoints.load(file).metadata();
    return PreprocessingSettings.stored(metadata, file.toString()).orElseThrow();
  }

  @Test
  void evaluateSaysIt() {
    CommandRun usual = evaluate();
    assertTrue(usual.out().contains("preprocessing: resized to 37, crop 32"), usual.out());
    CommandRun given = evaluate("--preprocessing", "cifar10");
    assertTrue(given.out().contains("resized to 32, crop 32, bilinear, mean 0.4914"), given.out());
  }

  @Test
  void whatIsGivenWronglyIsOneLine() {
    CommandRun unknown = evaluate("--preprocessing", "imagnet");
    assertEquals(ExitCode.USAGE.number(), unknown.code());
    assertTrue(unknown.reason().contains("did you mean 'imagenet'?"), unknown.reason());
    CommandRun flat = evaluate("--preprocessing", "{mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0]}");
    assertEquals(ExitCode.USAGE.number(), flat.code());
    assertTrue(
        flat.reason().contains("option '--preprocessing': a deviation must be over 0"),
        flat.reason());
    SafetensorsWriter.write(
        Path.of(teacher),
        Checkpoints.read(Path.of(teacher)),
        Map.of(PreprocessingSettings.KEY, PreprocessingSettings.stored(Preset.IMAGENET.at(SIDE))));
    CommandRun other = evaluate("--preprocessing", "cifar10");
    assertEquals(ExitCode.USAGE.number(), other.code());
    assertTrue(other.reason().contains("was made with another preprocessing"), other.reason());
  }

  @Test
  void adversarialImagesKeepToItsRange() {
    CommandRun run =
        CommandRun.of(
            "attack",
            "--architecture",
            "resnet18",
            "--checkpoint",
            teacher,
            "--data",
            images,
            "--image-size",
            "" + SIDE,
            "--preprocessing",
            "{mean: [0.5, 0.5, 0.5], std: [0.1, 0.1, 0.1]}",
            "--set",
            "steps=2",
            "--out",
            folder.resolve("attack").toString());
    assertEquals(0, run.code(), run.err());
    INDArray set =
        Checkpoints.read(folder.resolve("attack/sets/images-penultimate-pgd.safetensors"))
            .get("images");
    // Black is -5 and white 5; ImageNet's bounds end at -2.1 and 2.6.
    assertEquals(-5, set.minNumber().doubleValue(), 1e-5);
    assertTrue(set.maxNumber().doubleValue() > 2.7, set.maxNumber().toString());
    assertTrue(set.maxNumber().doubleValue() <= 5.00001, set.maxNumber().toString());
  }

  private CommandRun export(String model, String format, Path out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("export", model, "--architecture", "resnet18", "--image-size", "" + SIDE));
    line.addAll(List.of("--to", format, "--out", out.toString()));
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void exportsCarryIt() {
    Path dl4j = folder.resolve("exported.zip");
    CommandRun first = export(teacher, "dl4j", dl4j, "--preprocessing", "cifar100");
    assertEquals(0, first.code(), first.err());
    Path back = folder.resolve("back.safetensors");
    CommandRun second = export(dl4j.toString(), "safetensors", back);
    assertEquals(0, second.code(), second.err());
    assertEquals(Preset.CIFAR100.at(SIDE), carried(back));
    assertEquals(
        Checkpoints.read(Path.of(teacher)).get("fc.weight"),
        Checkpoints.read(back).get("fc.weight"));
  }

  @Test
  void studentsAndReportsHaveTheTeachers() throws IOException {
    Path suite = SmallWorld.suite(folder);
    Path out = folder.resolve("out");
    String[] line = {"run", suite.toString(), "--out", out.toString()};
    assertEquals(0, CommandRun.of(line).code());
    SuiteResult usual = ResultsJson.read(out);
    assertTrue(usual.provenance().teacherPreprocessing().startsWith("resized to 37, crop 32"));

    CommandRun run =
        CommandRun.of(
            "run",
            suite.toString(),
            "--out",
            out.toString(),
            "--set",
            "teacher.preprocessing=cifar10");
    assertEquals(0, run.code(), run.err());
    SuiteResult other = ResultsJson.read(out);
    assertTrue(other.provenance().teacherPreprocessing().contains("mean 0.4914 0.4822 0.4465"));
    assertTrue(!usual.sets().get(0).digest().equals(other.sets().get(0).digest()), "made anew");
    Path student = out.resolve("students/colours-fine-tune-1.safetensors");
    assertEquals(Preset.CIFAR10.at(SIDE), carried(student));

    CommandRun audit =
        CommandRun.of(
            "audit",
            "--teacher",
            teacher,
            "--student",
            student.toString(),
            "--data",
            images,
            "--image-size",
            "" + SIDE,
            "--set",
            "steps=2",
            "--attack=penultimate-pgd",
            "--no-sweep",
            "--out",
            folder.resolve("audit").toString());
    assertTrue(audit.code() == 0, audit.err());
    SuiteResult audited = ResultsJson.read(folder.resolve("audit"));
    assertTrue(
        audited.findings().stream().anyMatch(f -> f.id().equals("preprocessing-mismatch")),
        audited.findings().toString());
    assertEquals(other.cells().get(0).studentDigest(), audited.cells().get(0).studentDigest());
  }
}

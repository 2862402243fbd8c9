package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models as people bring them, through every command that takes one. */
@Tag("slow")
class BroughtModelsTest {
  @TempDir Path folder;
  private String images;
  private String good;

  @BeforeEach
  void layOut() throws IOException {
    images = SmallWorld.images(folder.resolve("images")).toString();
    SmallWorld.suite(folder);
    good =
        SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3)
            .toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --checkpoint BAD",
        "attack --checkpoint BAD --attack penultimate-pgd --out OUT",
        "audit --teacher GOOD --student BAD --no-sweep --out OUT",
        "audit --teacher BAD --student GOOD --no-sweep --out OUT",
        "audit --teacher GOOD --student GOOD --floor BAD --no-sweep --out OUT",
        "reengineer --checkpoint BAD --target-class red --out OUT",
        "export BAD --to dl4j --out OUT.zip",
        "export BAD --to safetensors --out OUT.safetensors",
        "run SUITE --out OUT --set teacher.checkpoint=BAD",
      })
  void weightsThatAreNoNumbersAreNamedBeforeAnythingIsComputed(String command) throws IOException {
    String bad =
        changed(
            "bad.safetensors",
            name -> name,
            tensors -> {
              INDArray variance = tensors.get("layer1.0.bn1.running_var").dup();
              tensors.put("layer1.0.bn1.running_var", variance.putScalar(2, Float.NaN));
              return tensors;
            });
    CommandRun run = run(command, bad);

    assertEquals(ExitCode.CHECKPOINT.number(), run.code(), run.err());
    assertEquals("", run.out());
    for (String written : List.of("out.zip", "out.safetensors", "out/results.json")) {
      assertFalse(Files.exists(folder.resolve(written)), written);
    }
    assertTrue(
        run.reason()
            .contains(
                "bad.safetensors: 1 tensor holds what no network can compute with:"
                    + " 'layer1.0.bn1.running_var' (1 NaN of 8)"),
        run.err());
  }

  @Test
  void aPrefixChoosesAmongTwoNetworks() {
    StateDict weights = Checkpoints.read(Path.of(good));
    Map<String, INDArray> both = new LinkedHashMap<>();
    weights.asMap().forEach((name, tensor) -> both.put("model." + name, tensor));
    weights.asMap().forEach((name, tensor) -> both.put("other." + name, tensor.dup()));
    INDArray head = both.get("other.fc.weight");
    head.assign(0);
    both.get("other.fc.bias").assign(0).putScalar(2, 1);
    Path file = folder.resolve("both.safetensors");
    SafetensorsWriter.write(file, StateDict.of(both), Map.of());

    CommandRun usual = run("evaluate --checkpoint BAD", file.toString());
    assertEquals(0, usual.code(), usual.err());
    assertTrue(usual.err().contains("behind 'other.' would fit, too"), usual.err());
    CommandRun chosen = run("evaluate --checkpoint BAD --state-dict other.", file.toString());
    assertTrue(chosen.out().contains("accuracy 0.3333"), "all are red: " + chosen.out());
    CommandRun none = run("evaluate --checkpoint BAD --state-dict none", file.toString());
    assertEquals(ExitCode.CHECKPOINT.number(), none.code());
    assertTrue(none.reason().contains("there is no state dict 'none'"), none.err());
  }

  @Test
  void anEncoderIsATeacherButNoClassifier() throws IOException {
    changed(
        "teacher.safetensors",
        name -> "encoder." + name,
        tensors -> {
          tensors.keySet().removeIf(name -> name.contains(".fc."));
          return tensors;
        });
    CommandRun run =
        CommandRun.of(
            "run",
            SmallWorld.suite(folder).toString(),
            "--out",
            folder.resolve("out").toString(),
            "--set",
            "teacher.state-dict=encoder.");
    assertEquals(0, run.code(), run.err());
    CommandRun evaluated = run("evaluate --checkpoint BAD", good);
    assertEquals(ExitCode.CHECKPOINT.number(), evaluated.code());
    assertTrue(evaluated.reason().contains("has no head of one linear layer"), evaluated.err());
  }

  @Test
  void anEncoderIsAnAuditsTeacherButNotItsStudent() throws IOException {
    String encoder =
        changed(
            "encoder.safetensors",
            name -> "encoder." + name,
            tensors -> {
              tensors.keySet().removeIf(name -> name.contains(".fc."));
              return tensors;
            });
    String audit = "audit --attack penultimate-pgd --set steps=2 --no-sweep --out OUT --teacher ";
    CommandRun teacher = run(audit + "BAD --student GOOD", encoder);
    assertEquals(0, teacher.code(), teacher.err());
    CommandRun student = run(audit + "GOOD --student BAD", encoder);
    assertEquals(ExitCode.CHECKPOINT.number(), student.code());
    assertTrue(student.reason().contains("encoder.safetensors has no head"), student.err());
  }

  private CommandRun run(String command, String bad) {
    // A suite says what it is about in its file, and an export takes no data.
    String model = command.startsWith("run") ? "" : " --architecture resnet18 --image-size 32";
    String data = model.isEmpty() || command.startsWith("export") ? "" : " --data " + images;
    String line =
        command
                .replace("BAD", bad)
                .replace("GOOD", good)
                .replace("SUITE", folder.resolve("suite.yaml").toString())
                .replace("OUT", folder.resolve("out").toString())
            + model
            + data;
    return CommandRun.of(line.split(" "));
  }

  private String changed(
      String file, UnaryOperator<String> rename, UnaryOperator<Map<String, INDArray>> change) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    Checkpoints.read(Path.of(good))
        .asMap()
        .forEach((name, tensor) -> tensors.put(rename.apply(name), tensor));
    Path path = folder.resolve(file);
    SafetensorsWriter.write(path, StateDict.of(change.apply(tensors)), Map.of());
    return path.toString();
  }
}

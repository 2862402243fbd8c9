package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ResNet18 in every container, as shared/oracle has it; skipped where that is absent. What the
 * tensors should hold is computed by its formula ({@code values} in make_oracle.py).
 */
class OracleFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"zip.pth", "legacy.pth", "dataparallel.pth", "fp16.pth", "weights.safetensors"})
  void everyTensorEqualsTheFormula(String container) {
    StateDict tensors = Checkpoints.read(shared("oracle/resnet18_w8_s1." + container)).toFloat();

    assertEquals(122, tensors.size());
    for (String name : tensors.names()) {
      INDArray flat = tensors.get(name).reshape(tensors.get(name).length());
      long[] shape = tensors.get(name).shape();
      for (int i = 0; i < flat.length(); i++) {
        float wanted = name.endsWith("num_batches_tracked") ? 0 : value(name, shape, i);
        float came = flat.getFloat(i);
        // Half has 11 bits; what is rounded to nearest is off by at most 2^-11 of it.
        float tolerance =
            container.startsWith("fp16") ? Math.max(Math.abs(wanted) * 0x1p-11f, 0x1p-25f) : 0;
        assertEquals(wanted, came, tolerance, name + "[" + i + "]");
      }
    }
  }

  @Test
  void dataParallelsWrappingIsNoted() {
    assertEquals(
        List.of(
            "the state dict is the checkpoint's 'state_dict'",
            "the prefix 'module.' was stripped from every name"),
        Checkpoints.load(shared("oracle/resnet18_w8_s1.dataparallel.pth")).notes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void referenceValuesLoad(String network) {
    Checkpoint values = Checkpoints.load(shared("oracle/" + network + "_w8_s1.safetensors"));

    assertEquals("64", values.metadata().get("res"));
    assertEquals(4, values.tensors().get("eval.logits").shape()[0]);
    assertTrue(values.tensors().size() > 50);
  }

  @Test
  @Tag("slow")
  void realTeacherGoesThroughSafetensorsBitByBit() throws IOException {
    StateDict teacher = Checkpoints.read(shared("data/teacher-resnet18-cifar10.pth"));
    // read_safetensors.py compares this file with the teacher in PyTorch.
    Path written = Files.createDirectories(Path.of("target")).resolve("teacher.safetensors");
    SafetensorsWriter.write(written, teacher, Map.of("architecture", "resnet18"));
    StateDict again = Checkpoints.read(written);

    assertEquals(122, teacher.size());
    assertEquals(List.copyOf(teacher.names()), List.copyOf(again.names()));
    assertEquals(teacher.digest(), again.digest());
  }

  /** The element at {@code i} in C order of the tensor called {@code name}, seed 1. */
  private static float value(String name, long[] shape, int i) {
    float u = uniform(name, i, 1);
    if (name.endsWith("running_mean")) {
      return (u - 0.5f) * 0.2f;
    }
    if (name.endsWith("running_var")) {
      return u + 0.5f;
    }
    if (shape.length == 4) {
      return (2 * u - 1) * (float) Math.sqrt(6.0 / (shape[1] * shape[2] * shape[3]));
    }
    if (shape.length == 2) {
      return (2 * u - 1) * (float) (1 / Math.sqrt(shape[1]));
    }
    if (name.startsWith("fc")) {
      return (2 * u - 1) * 0.1f;
    }
    return name.endsWith("weight") ? 0.75f + 0.5f * u : (u - 0.5f) * 0.2f;
  }

  private static float uniform(String name, int i, long seed) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    long z = hash + seed + (i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 40) * 0x1p-24f;
  }

  private static Path shared(String file) {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("shared").resolve(file))) {
      at = at.getParent();
    }
    assumeTrue(at != null, "there is no shared/" + file + " beside the project");
    return at.resolve("shared").resolve(file);
  }
}

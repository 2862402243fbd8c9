package org.heredity.reengineering.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.Checkpoint;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Formula;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Node;
import org.heredity.engine.zoo.Architectures;
import org.heredity.reengineering.AppendedHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CompactFileTest {
  private static final String KEY = "heredity.compact";

  @TempDir Path folder;

  private static CompactModel model(NetworkSpec spec) {
    return Compaction.of(
        spec, CompactInferenceTest.masked(spec, new CompactInferenceTest.Masks(0.7, 0.2), 3));
  }

  @Test
  void whatIsReadRunsAsWhatWasWritten() {
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 10, 32);
    for (NetworkSpec spec :
        List.of(
            new NetworkSpec(new AppendedHead(resnet), 8, 2, 32),
            new NetworkSpec(Architectures.cifarVgg16(), 8, 10, 32))) {
      CompactModel model = model(spec);
      Path file = folder.resolve("model.safetensors");
      CompactFile.write(file, model, Map.of("problem", "bird"));
      assertEquals("bird", Checkpoints.load(file).metadata().get("problem"));
      CompactModel read = CompactFile.read(file);
      assertEquals(model.plan(), read.plan());
      assertEquals(model.layers(), read.layers());
      assertEquals(model.imageSize(), read.imageSize());
      assertEquals(model.weights().digest(), read.weights().digest());
      INDArray images = Formula.images(2, 32, 1);
      try (CompactInference before = CompactInference.of(model);
          CompactInference after = CompactInference.of(read)) {
        assertEquals(before.logits(images), after.logits(images));
      }
    }
  }

  @Test
  void filesOfOtherModelsAreRefused() {
    Path file = folder.resolve("other.safetensors");
    SafetensorsWriter.write(file, StateDict.of(Map.of("a", Nd4j.ones(1))), Map.of());
    assertTrue(refusal(file).startsWith(file + " is no compact model"));
  }

  @Test
  void damageIsNamed() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarVgg16(), 16, 3, 32);
    CompactModel model = model(spec);
    Path file = folder.resolve("model.safetensors");
    CompactFile.write(file, model, Map.of());
    Checkpoint whole = Checkpoints.load(file);
    String json = whole.metadata().get(KEY);
    Node.Conv first = model.plan().convolutions().get(0);
    Map<String, String> damages = new LinkedHashMap<>();
    damages.put(
        json.substring(0, json.length() / 2), "the JSON under 'heredity.compact' is damaged");
    damages.put(json.replace("\"version\":1", "\"version\":7"), "expected version 1, got 7");
    damages.put(json.replaceFirst("\"relu\"", "\"run\""), "unknown operation 'run'");
    damages.put(
        json.replaceFirst("\"input\":\"input\"", "\"input\":\"nowhere\""),
        "comes before its input");
    damages.put(
        json.replaceFirst("\"stride\":1", "\"stride\":0"), "no window has kernel 3, stride 0");
    damages.put(
        json.replaceFirst("\"out\":" + first.out(), "\"out\":" + (first.out() + 1)),
        "does not fit its input");
    damages.put(
        json.replaceFirst("\"head-in\":\\d+", "\"head-in\":1000000"), "the head does not fit");
    damages.put(
        json.replaceFirst("\"image-size\":32", "\"image-size\":-5"),
        "'image-size' should be a number from 0");
    damages.forEach(
        (text, said) -> {
          SafetensorsWriter.write(file, whole.tensors(), Map.of(KEY, text));
          String refusal = refusal(file);
          assertTrue(refusal.contains(said), refusal);
        });
    String weight = first.name() + ".weight";
    SafetensorsWriter.write(
        file, whole.tensors().with(weight, Nd4j.ones(1, 3, 3, 3)), Map.of(KEY, json));
    assertTrue(refusal(file).contains(weight + " should be [" + first.out() + ", 3, 3, 3]"));
  }

  private static String refusal(Path file) {
    return assertThrows(CheckpointException.class, () -> CompactFile.read(file)).getMessage();
  }
}

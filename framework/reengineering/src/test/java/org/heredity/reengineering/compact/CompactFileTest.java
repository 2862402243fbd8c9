package org.heredity.reengineering.compact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.Checkpoint;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.compact.CompactNetwork;
import org.heredity.compact.OnnxModel;
import org.heredity.engine.Formula;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.engine.zoo.Architectures;
import org.heredity.files.StorageException;
import org.heredity.reengineering.AppendedHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class CompactFileTest {
  private static final String KEY = "heredity.compact";

  @TempDir Path folder;

  private static CompactModel model(NetworkSpec spec) {
    return Compaction.of(
        spec, CompactInferenceTest.masked(spec, new CompactInferenceTest.Masks(0.7, 0.2), 3));
  }

  @Test
  void whatIsReadRunsAsWhatWasWritten() throws IOException {
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 10, 32);
    for (NetworkSpec spec :
        List.of(
            new NetworkSpec(new AppendedHead(resnet), 8, 2, 32),
            new NetworkSpec(Architectures.cifarVgg16(), 8, 10, 32))) {
      CompactModel model = model(spec);
      Path file = folder.resolve("model.safetensors");
      CompactFile.write(file, model, Map.of("problem", "bird"));
      assertEquals("bird", Checkpoints.load(file).metadata().get("problem"));
      CompactNetwork read = CompactNetwork.read(file);
      assertEquals(model.imageSize(), read.imageSize());
      assertEquals(model.plan().headOut(), read.classes());
      float[] images = Floats.copy(Formula.images(2, 32, 1));
      float[] before = CompactNetwork.of(model.graph()).logits(images);
      assertArrayEquals(before, read.logits(images));
    }
  }

  @Test
  void isWrittenAsOnnx() throws IOException {
    CompactModel model = model(new NetworkSpec(Architectures.cifarVgg16(), 8, 10, 32));
    Path file = folder.resolve("model.onnx");
    CompactFile.writeOnnx(file, model);
    assertArrayEquals(OnnxModel.of(model.graph()), Files.readAllBytes(file));
    Path blocked = file.resolve("below.onnx");
    String refusal =
        assertThrows(StorageException.class, () -> CompactFile.writeOnnx(blocked, model))
            .getMessage();
    assertTrue(refusal.startsWith("cannot write " + blocked + ": "), refusal);
  }

  @Test
  void filesOfOtherModelsAreRefused() {
    Path file = folder.resolve("other.safetensors");
    SafetensorsWriter.write(file, StateDict.of(Map.of("a", Nd4j.ones(1))), Map.of());
    assertEquals(
        file + " is no compact model: its metadata has no 'heredity.compact'", refusal(file));
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
    damages.put(json.substring(0, json.length() / 2), "at character " + json.length() / 2);
    damages.put("[]", "expected an object, got []");
    damages.put(json.replace("\"version\":1", "\"version\":7"), "expected version 1, got 7");
    damages.put(json.replaceFirst("\"relu\"", "\"run\""), "unknown operation 'run'");
    damages.put(
        json.replaceFirst("\"input\":\"input\"", "\"input\":\"nowhere\""),
        "comes before its input 'nowhere'");
    damages.put(json.replaceFirst("\"stride\":1", "\"stride\":0"), "has a window that cannot be");
    damages.put(
        json.replaceFirst("\"out\":" + first.out(), "\"out\":" + (first.out() + 1)),
        first.name() + ".weight should have " + 27 * (first.out() + 1) + " values");
    damages.put(
        json.replaceFirst("\"head-in\":\\d+", "\"head-in\":60000"), "reads 60000 channels of");
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
    assertTrue(refusal(file).contains(weight + " should have "), refusal(file));
  }

  private static String refusal(Path file) {
    return assertThrows(IOException.class, () -> CompactNetwork.read(file)).getMessage();
  }
}

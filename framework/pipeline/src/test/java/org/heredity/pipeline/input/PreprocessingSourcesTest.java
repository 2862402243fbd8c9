package org.heredity.pipeline.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.config.YamlDocument;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Interpolation;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preset;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Tag("slow")
class PreprocessingSourcesTest {
  private static final int SIDE = 32;
  private static final String HALF = "{mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], ";
  private static StateDict weights;

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private Path file;

  @BeforeAll
  static void make() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 4, 5, SIDE);
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
  }

  @BeforeEach
  void write() {
    file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, weights, Map.of());
  }

  private Preprocessing found(String given) {
    Optional<PreprocessingSettings> settings =
        given.isEmpty()
            ? Optional.empty()
            : Optional.of(PreprocessingSettings.read(YamlDocument.value(given), "preprocessing"));
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void note(String text) {
            notes.add(text);
          }
        };
    TeacherConfig config = TeacherConfig.file("resnet18", file, SIDE).with(settings);
    return Teachers.open(config, List.of(Architectures.resnet18()), listener).preprocessing();
  }

  private void config(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private void stored(Preprocessing preprocessing) {
    SafetensorsWriter.write(
        file,
        weights,
        Map.of(PreprocessingSettings.KEY, PreprocessingSettings.stored(preprocessing)));
  }

  private void assertRefused(String message) {
    CheckpointException e = assertThrows(CheckpointException.class, () -> found(""));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(!e.getMessage().contains("\n"), e.getMessage());
  }

  private void assertRefused(String given, String message) {
    UsageException e = assertThrows(UsageException.class, () -> found(given));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aFolderIsGoodEnough() throws IOException {
    config(
        "{\"architecture\": \"resnet18\", \"num_classes\": 5,"
            + " \"pretrained_cfg\": {\"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.5, 0.5]}}");
    file = folder;
    assertEquals(List.of(0.5, 0.5, 0.5), found("").normalisation().means());
    config("{\"architecture\": \"resnet26d\", \"pretrained_cfg\": {\"mean\": [0.5, 0.5, 0.5]}}");
    assertRefused("architecture is resnet26d, but the weights are a resnet18's");
    Files.delete(folder.resolve("model.safetensors"));
    assertRefused("or a folder with a model.safetensors");
  }

  @Test
  void imageNetsWhereNothingIsSaid() throws IOException {
    assertEquals(new Preprocessing(SIDE, Preprocessing.Resize.AUTO), found(""));
    assertEquals(new Preprocessing(SIDE, Preprocessing.Resize.AUTO), found("imagenet"));
    config("{\"model_type\": \"resnet\", \"hidden_sizes\": [64]}");
    assertTrue(found("").usual(), "another program's");
    config("{\"pretrained_cfg\": {");
    assertTrue(found("").usual());
    assertTrue(notes.get(notes.size() - 1).contains("config.json cannot be read"), "" + notes);
  }

  @Test
  void presetsAndNumbersThatAreGiven() {
    assertEquals(List.of(0.4914, 0.4822, 0.4465), found("cifar10").normalisation().means());
    assertEquals(SIDE, found("cifar100").shorter());
    assertEquals(33, found("imagenet-v2").shorter());
    assertEquals(232, Preset.IMAGENET_V2.at(224).shorter());
    assertEquals(256, Preset.IMAGENET.at(224).shorter());
    Preprocessing own = found(HALF + "resize: 34, interpolation: bicubic}");
    assertEquals(34, own.shorter());
    assertEquals(SIDE, own.imageSize());
    assertEquals(Interpolation.BICUBIC, own.interpolation());
    assertEquals(0.5f, own.normalisation().deviation(2));
  }

  @Test
  void whatIsGivenWrongly() {
    assertRefused(
        "cifar", "option 'preprocessing': there is no preprocessing 'cifar'; did you mean");
    assertRefused("{mean: [0.5, 0.5, 0.5], std: [0.5, 0, 0.5]}", "a deviation must be over 0");
    assertRefused("{mean: [0.5, 0.5], std: [0.5, 0.2, 0.5]}", "three numbers each");
    assertRefused(
        HALF + "resize: 30, crop: 32}",
        "a crop of 32 pixels needs images that are resized to as many or more");
    assertRefused(HALF + "crop: 224}", "the crop is 224 pixels, but the image size 32");
    assertRefused(
        HALF + "interpolation: lanczos}", "expected one of bilinear, bicubic, got 'lanczos'");
  }

  @Test
  void whatAFileCarries() throws IOException {
    Preprocessing made = found("{mean: [0.5, 0.4, 0.3], std: [0.5, 0.2, 0.1], resize: 35}");
    stored(made);
    assertEquals(made, found(""));
    // It is more of the file's own than what lies beside it.
    config("{\"architecture\": \"resnet18\", \"pretrained_cfg\": {\"crop_pct\": 0.9}}");
    assertEquals(made, found(""));
    stored(Preset.IMAGENET.at(SIDE));
    assertRefused(
        "{mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], interpolation: bicubic}",
        "interpolation bilinear and bicubic; leave 'preprocessing' out to use the file's");
    stored(Preset.CIFAR10.at(64));
    assertEquals(Preset.CIFAR10.at(SIDE), found(""));
    assertTrue(notes.get(notes.size() - 1).contains("images of 64 pixels; here they have 32"));
    for (String json : new String[] {"no", "[1]", "{\"mean\": 1}", "null"}) {
      SafetensorsWriter.write(file, weights, Map.of(PreprocessingSettings.KEY, json));
      assertRefused("metadata heredity.preprocessing");
    }
  }

  @Test
  void timmsConfiguration() throws IOException {
    config(
        """
        {"architecture": "resnet18", "num_classes": 5, "pretrained_cfg": {"tag": "a1_in1k",
         "input_size": [3, 28, 28], "test_input_size": [3, 32, 32], "interpolation": "bicubic",
         "crop_pct": 0.8, "test_crop_pct": 0.95, "crop_mode": "center",
         "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.25], "num_classes": 1000}}
        """);
    Preprocessing tested = found("");
    assertEquals(33, tested.shorter(), "floor(32 / 0.95)");
    assertEquals(Interpolation.BICUBIC, tested.interpolation());
    assertEquals(0.25f, tested.normalisation().deviation(2));
    assertTrue(notes.get(notes.size() - 1).contains("config.json: resized to 33"), "" + notes);

    config("{\"architecture\": \"resnet18\", \"crop_pct\": 0.8, \"input_size\": [3, 64, 64]}");
    Preprocessing flat = found("");
    assertEquals(40, flat.shorter());
    assertEquals(Interpolation.BICUBIC, flat.interpolation(), "timm's default");
    assertEquals(Normalisation.IMAGENET, flat.normalisation());
    assertTrue(notes.get(notes.size() - 2).contains("64 pixels; here they have 32"), "" + notes);
    assertEquals(Preset.CIFAR10.at(SIDE), found("cifar10"), "what is given comes first");
  }

  @Test
  void timmsConfigurationThatContradicts() throws IOException {
    String[][] wrong = {
      {"'std': [0.2, 0.0, 0.2]", "a deviation must be over 0"},
      {"'std': [0.2]", "three numbers each"},
      {"'crop_pct': 1.5", "crop_pct is 1.5, but a share over 0 and at most 1"},
      {"'interpolation': 'lanczos'", "only bilinear and bicubic"},
      {"'crop_mode': 'squash'", "only 'center' is known here"},
      {"'input_size': [1, 32, 32]", "the weights have three colours"},
    };
    for (String[] one : wrong) {
      config(("{'pretrained_cfg': {'mean': [0.5, 0.5, 0.5], " + one[0] + "}}").replace('\'', '"'));
      assertRefused(one[1]);
    }
    config("{\"num_classes\": 10, \"pretrained_cfg\": {\"crop_pct\": 1}}");
    assertRefused("num_classes is 10, but the weights have 5 classes");
    config("{\"architecture\": \"resnet50.a1_in1k\", \"pretrained_cfg\": {\"crop_pct\": 1}}");
    assertRefused("architecture is resnet50.a1_in1k, but the weights are a resnet18's");
    assertEquals(Preset.IMAGENET.at(SIDE), found("imagenet"), "the way out");
  }

  @Test
  void aFirstLayerThatNormalises() throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    weights.asMap().forEach((name, tensor) -> tensors.put("1." + name, tensor));
    tensors.put("0.mean", Nd4j.createFromArray(0.4914f, 0.4822f, 0.4465f));
    tensors.put("0.std", Nd4j.createFromArray(0.2471f, 0.2435f, 0.2616f));
    SafetensorsWriter.write(file, StateDict.of(tensors), Map.of());
    Preprocessing layers = found("");
    assertEquals(Preset.CIFAR10.at(SIDE).normalisation(), layers.normalisation());
    assertEquals(37, layers.shorter());
    assertEquals(Preset.CIFAR10.at(SIDE), found("cifar10"));
    config("{\"pretrained_cfg\": {\"crop_pct\": 1}}");
    assertRefused("a first layer normalises with mean [0.4914");
  }
}

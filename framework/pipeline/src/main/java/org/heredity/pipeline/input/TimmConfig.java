package org.heredity.pipeline.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.DataException;
import org.heredity.data.Interpolation;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preprocessing.Augmentation;
import org.heredity.data.Preprocessing.Resize;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * The {@code config.json} that timm writes beside weights, whose {@code pretrained_cfg} says what
 * images go through; what it leaves out is timm's default. Immutable.
 */
final class TimmConfig {
  private static final String NAME = "config.json";
  private static final long MAX_BYTES = 1 << 20;
  private static final double USUAL_CROP = 0.875;

  /** By timm's name, that of the same layers here, where the tensors tell the width. */
  private static final Map<String, String> NARROW =
      Map.of("convnext_femto", "convnext_pico", "convnext_atto", "convnext_pico");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final JsonNode root;
  private final JsonNode config;

  private TimmConfig(Path file, JsonNode root, JsonNode config) {
    this.file = file;
    this.root = root;
    this.config = config;
  }

  /** The one beside a model's file; a config.json of another program is none. */
  static Optional<TimmConfig> beside(Path model, SuiteListener listener) {
    Path file = model.toAbsolutePath().resolveSibling(NAME);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      boolean nested = root.path("pretrained_cfg").isObject();
      // Earlier versions of timm had all of it at the root.
      JsonNode config = nested ? root.path("pretrained_cfg") : root;
      boolean timms = nested || root.path("architecture").isTextual();
      boolean says = config.has("mean") || config.has("crop_pct") || config.has("interpolation");
      return timms && says ? Optional.of(new TimmConfig(file, root, config)) : Optional.empty();
    } catch (IOException e) {
      listener.note(file + " cannot be read, so it is not looked at: " + reason(e));
      return Optional.empty();
    }
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
  }

  /**
   * What the images of a model go through.
   *
   * @param hasHead whether the classes are the file's
   * @throws CheckpointException if the file contradicts the weights or itself, or asks for what
   *     there is not here
   */
  Preprocessing of(NetworkSpec spec, boolean hasHead) {
    requireTheWeights(spec, hasHead);
    String mode = config.path("crop_mode").asText("center");
    if (!mode.equals("center")) {
      throw wrong("crop_mode", mode, "only 'center' is known here");
    }
    int size = spec.imageSize();
    double part = share(size == side("test_input_size") ? "test_crop_pct" : "crop_pct");
    try {
      return new Preprocessing(
          Normalisation.of(
              numbers("mean", Normalisation.IMAGENET.means()),
              numbers("std", Normalisation.IMAGENET.deviations())),
          size,
          (int) Math.floor(size / part),
          interpolation(),
          Resize.AUTO,
          Augmentation.RESIZED_CROP);
    } catch (DataException e) {
      throw new CheckpointException(file + ": " + e.getMessage() + advice(), e);
    }
  }

  /** A sentence where the model was trained with images of another size; empty otherwise. */
  Optional<String> otherSize(int imageSize) {
    int trained = side("input_size");
    int tested = side("test_input_size");
    if (trained == 0 || imageSize == trained || imageSize == tested) {
      return Optional.empty();
    }
    return Optional.of(
        file
            + " is of a model of images of "
            + trained
            + " pixels; here they have "
            + imageSize
            + ", see the image size");
  }

  private void requireTheWeights(NetworkSpec spec, boolean hasHead) {
    int classes = root.path("num_classes").asInt(config.path("num_classes").asInt(0));
    if (hasHead && classes > 0 && classes != spec.classes()) {
      throw wrong("num_classes", classes, "the weights have " + spec.classes() + " classes");
    }
    String said = root.path("architecture").asText(config.path("architecture").asText(""));
    String called = said.replaceFirst("\\..*", "");
    String bare = NARROW.getOrDefault(called, called);
    boolean known = Architectures.all().stream().anyMatch(one -> one.name().equals(bare));
    if (known && !bare.equals(spec.architecture().name())) {
      throw wrong("architecture", said, "the weights are a " + spec.architecture().name() + "'s");
    }
  }

  private double share(String field) {
    String name = config.path(field).isMissingNode() ? "crop_pct" : field;
    JsonNode node = config.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return USUAL_CROP;
    }
    if (!node.isNumber() || !(node.asDouble() > 0 && node.asDouble() <= 1)) {
      throw wrong(name, node, "a share over 0 and at most 1 is expected");
    }
    return node.asDouble();
  }

  private Interpolation interpolation() {
    String name = config.path("interpolation").asText("bicubic");
    for (Interpolation one : Interpolation.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw wrong("interpolation", name, "only bilinear and bicubic are known here");
  }

  private List<Double> numbers(String field, List<Double> usual) {
    JsonNode node = config.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return usual;
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode number : node) {
      if (!number.isNumber()) {
        throw wrong(field, node, "three numbers are expected");
      }
      numbers.add(number.asDouble());
    }
    return numbers;
  }

  /** Of a shape {@code [3, side, side]}; 0 if there is none. */
  private int side(String field) {
    JsonNode node = config.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return 0;
    }
    if (node.size() != 3 || node.path(0).asInt() != 3 || node.path(1).asInt() <= 0) {
      throw wrong(field, node, "[3, side, side] is expected, as the weights have three colours");
    }
    if (node.path(1).asInt() != node.path(2).asInt()) {
      throw wrong(field, node, "only squares are known here");
    }
    return node.path(1).asInt();
  }

  private CheckpointException wrong(String field, Object value, String why) {
    return new CheckpointException(
        file + ": " + field + " is " + value + ", but " + why + advice());
  }

  private static String advice() {
    return "; correct it, take the file away, or say what holds with 'preprocessing'";
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

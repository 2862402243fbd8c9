package org.heredity.engine;

import static org.heredity.engine.OnnxSketch.SIDE;
import static org.heredity.engine.OnnxSketch.ints;
import static org.heredity.engine.OnnxSketch.text;
import static org.heredity.engine.OnnxSketch.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Normalisation;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.onnx.OnnxNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Ways in which programs write what a node is, against ONNX Runtime, and ways that are refused. */
class OnnxIdiomsTest {
  @TempDir Path folder;

  private static final Map<String, Function<OnnxSketch, OnnxSketch>> SAME = new LinkedHashMap<>();

  static {
    SAME.put("hard sigmoid", s -> gate(s, x -> clip(x, 3).then("Div", x.number(6))));
    SAME.put("hard swish", s -> product(s, x -> clip(x, 3).then("Mul", x.number(1 / 6.0))));
    SAME.put("silu", s -> product(s, x -> x.then("Sigmoid")));
    SAME.put("leaky", s -> s.then("LeakyRelu").head(4));
    SAME.put("relu by clip", s -> s.then("Clip", s.number(0)).head(4));
    SAME.put("tanh", s -> s.then("Tanh").head(4));
    SAME.put("same, upper", s -> strided(s, "SAME_UPPER").head(5));
    SAME.put("same, lower", s -> strided(s, "SAME_LOWER").head(5));
    SAME.put("scale and shift", s -> affine(s.then("Relu")).head(4));
    SAME.put("bias added", s -> s.then("Add", s.random(1, 4, 1, 1)).then("Relu").head(4));
    SAME.put("half as much", s -> s.then("Relu").then("Mul", s.number(0.5)).head(4));
    SAME.put("norm", s -> norm(s).head(4));
    SAME.put("local norm", s -> s.with(n -> whole(n, "size", 3), "LRN").head(4));
    SAME.put("rounded up", s -> pool(s, "MaxPool", 3, 2, 1).head(4));
    SAME.put("average of whole windows", s -> pool(s, "AveragePool", 2, 2, 0).head(4));
    for (String kind : List.of("MaxPool", "AveragePool")) {
      SAME.put(kind + ", unevenly padded", s -> pool(s, kind, 0, 0, 0, 0, 1, 1).head(4));
      SAME.put(kind + ", rounded up", s -> pool(s, kind, 1, 0, 0, 0, 0, 0).head(4));
      SAME.put(kind + ", rounded up and padded", s -> pool(s, kind, 1, 0, 1, 0, 1, 0).head(4));
    }
    SAME.put("padding counts unevenly", s -> pool(s, "AveragePool", 0, 1, 0, 1, 1, 0).head(4));
    SAME.put(
        "padding counts",
        s ->
            s.then("Pad", s.wholes(0, 0, 1, 1, 0, 0, 1, 1))
                .with(n -> ints(n, "kernel_shape", 3, 3), "AveragePool")
                .head(4));
    SAME.put("channels of zeros", s -> s.then("Pad", s.wholes(0, 1, 0, 0, 0, 1, 0, 0)).head(6));
    SAME.put("every second pixel", s -> every(s).head(4));
    SAME.put(
        "multiplied, then added",
        s ->
            s.then("GlobalAveragePool")
                .then("Flatten")
                .then("MatMul", s.random(4, 3))
                .then("Add", s.random(3)));
    SAME.put(
        "two linear layers",
        s ->
            s.then("Reshape", s.wholes(-1, 4 * SIDE * SIDE))
                .then("MatMul", s.random(4 * SIDE * SIDE, 6))
                .then("Add", s.random(6))
                .then("Relu")
                .with(n -> whole(n, "transB", 1), "Gemm", s.random(3, 6)));
    SAME.put(
        "convolution for a head",
        s -> s.then("GlobalAveragePool").then("Conv", s.random(3, 4, 1, 1)).then("Flatten"));
    SAME.put(
        "mean of a convolution",
        s -> s.then("Conv", s.random(3, 4, 1, 1)).then("GlobalAveragePool").then("Flatten"));
    SAME.put("channels last", s -> last(s));
    SAME.put("mean", s -> mean(s));
    SAME.put("split", s -> split(s));
    SAME.put("linear gate", s -> linearGate(s));
  }

  private static OnnxSketch clip(OnnxSketch s, double shift) {
    return s.then("Add", s.number(shift)).then("Clip", s.number(0), s.number(6));
  }

  private static OnnxSketch gate(OnnxSketch s, Function<OnnxSketch, OnnxSketch> function) {
    String images = s.last();
    String factors = function.apply(s.then("GlobalAveragePool")).last();
    return s.from(images).then("Mul", factors).head(4);
  }

  private static OnnxSketch product(OnnxSketch s, Function<OnnxSketch, OnnxSketch> function) {
    String x = s.last();
    String other = function.apply(s).last();
    return s.from(x).then("Mul", other).head(4);
  }

  private static OnnxSketch strided(OnnxSketch s, String padding) {
    return s.with(
        n -> {
          text(n, "auto_pad", padding);
          ints(n, "strides", 2, 2);
        },
        "Conv",
        s.random(5, 4, 3, 3));
  }

  private static OnnxSketch affine(OnnxSketch s) {
    return s.then("Mul", s.random(4, 1, 1)).then("Add", s.random(1, 4, 1, 1));
  }

  private static OnnxSketch norm(OnnxSketch s) {
    String variance = s.numbers(new float[] {1, 2, 0.5f, 1}, 4);
    return s.then("BatchNormalization", s.random(4), s.random(4), s.random(4), variance);
  }

  private static OnnxSketch pool(OnnxSketch s, String kind, int kernel, int stride, int ceil) {
    return s.with(
        n -> {
          ints(n, "kernel_shape", kernel, kernel);
          ints(n, "strides", stride, stride);
          whole(n, "ceil_mode", ceil);
        },
        kind);
  }

  /** Of windows of 3 x 2 at every second pixel. */
  private static OnnxSketch pool(OnnxSketch s, String kind, int ceil, int counts, long... pads) {
    return s.with(
        n -> {
          ints(n, "kernel_shape", 3, 2);
          ints(n, "strides", 2, 2);
          ints(n, "pads", pads);
          whole(n, "ceil_mode", ceil);
          if (kind.equals("AveragePool")) {
            whole(n, "count_include_pad", counts);
          }
        },
        kind);
  }

  private static OnnxSketch every(OnnxSketch s) {
    String ends = s.wholes(Long.MAX_VALUE, Long.MAX_VALUE);
    return s.then("Slice", s.wholes(0, 0), ends, s.wholes(2, 3), s.wholes(2, 2));
  }

  private static OnnxSketch last(OnnxSketch s) {
    return s.with(n -> ints(n, "perm", 0, 2, 3, 1), "Transpose")
        .then("Mul", s.random(4))
        .then("Relu")
        .with(n -> ints(n, "perm", 0, 3, 1, 2), "Transpose")
        .head(4);
  }

  private static OnnxSketch mean(OnnxSketch s) {
    return s.with(
            n -> {
              ints(n, "axes", -2, -1);
              whole(n, "keepdims", 0);
            },
            "ReduceMean")
        .with(n -> whole(n, "transB", 1), "Gemm", s.random(3, 4), s.random(3));
  }

  private static OnnxSketch split(OnnxSketch s) {
    String images = s.last();
    String ends = s.wholes(4);
    String later = s.then("Slice", s.wholes(1), ends, s.wholes(1)).last();
    String first = s.from(images).then("Slice", s.wholes(0), s.wholes(1), s.wholes(1)).last();
    return s.from(later).with(n -> whole(n, "axis", 1), "Concat", first).conv(4, 2).head(2);
  }

  private static OnnxSketch linearGate(OnnxSketch s) {
    String images = s.last();
    String factors =
        s.then("GlobalAveragePool")
            .then("Flatten")
            .then("MatMul", s.random(4, 4))
            .then("Sigmoid")
            .then("Reshape", s.wholes(0, 4, 1, 1))
            .last();
    return s.from(images).then("Mul", factors).head(4);
  }

  static Stream<String> idioms() {
    return SAME.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("idioms")
  void isComputedAsOnnxRuntimeDoes(String idiom) throws Exception {
    OnnxOracle.compare(SAME.get(idiom).apply(OnnxSketch.begun()).write(folder), SIDE, 2);
  }

  @Test
  void probabilitiesBeforeTheEndAreRefused() throws Exception {
    Path file = OnnxSketch.begun().head(4).with(n -> whole(n, "axis", 1), "Softmax").write(folder);
    // The last operator is the sketch's own Identity.
    refused(file, "'Softmax'", "is not at the model's end");
  }

  /** Of levels and of values up to 1; then the network is given what is normalised. */
  @Test
  void whatNormalisesImagesFirstIsTheirPreprocessing() throws Exception {
    for (double levels : new double[] {1, 255}) {
      OnnxSketch s = new OnnxSketch(13, 2, 3, SIDE, SIDE);
      s.then("Sub", mean(s, levels)).then("Div", s.numbers(deviation(levels), 1, 3, 1, 1));
      Path file = s.conv(4).then("Relu").head(4).write(folder);
      FileNetwork read = OnnxNetwork.read(file, SIDE);
      assertEquals(Normalisation.IMAGENET, read.normalisation().orElseThrow());
      INDArray images = Formula.images(2, SIDE, 1);
      INDArray raw = images.dup();
      for (int c = 0; c < 3; c++) {
        raw.get(all(), at(c), all(), all())
            .muli(Normalisation.IMAGENET.deviation(c))
            .addi(Normalisation.IMAGENET.mean(c))
            .muli(levels);
      }
      try (FrozenNetwork network = FrozenNetwork.of(read.spec(), read.weights())) {
        OnnxOracle.compare("levels", OnnxOracle.logits(file, raw), network.logits(images));
      }
    }
  }

  private static INDArrayIndex all() {
    return NDArrayIndex.all();
  }

  private static INDArrayIndex at(int c) {
    return NDArrayIndex.interval(c, c + 1);
  }

  private static String mean(OnnxSketch s, double levels) {
    float[] mean = {0.485f, 0.456f, 0.406f};
    for (int c = 0; c < 3; c++) {
      mean[c] *= (float) levels;
    }
    return s.numbers(mean, 3, 1, 1);
  }

  private static float[] deviation(double levels) {
    return new float[] {0.229f * (float) levels, 0.224f * (float) levels, 0.225f * (float) levels};
  }

  private void refused(Path file, String... parts) {
    String message =
        assertThrows(CheckpointException.class, () -> OnnxNetwork.read(file, SIDE)).getMessage();
    for (String part : List.of(file.toString(), "(written by 'sketcher')")) {
      assertTrue(message.contains(part), () -> "'" + part + "' should be in: " + message);
    }
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' should be in: " + message);
    }
    assertFalse(message.contains("\n"), message);
  }

  private void refused(OnnxSketch sketch, String... parts) throws IOException {
    refused(sketch.write(folder), parts);
  }

  @Test
  void whatIsNotComputedIsNamed() throws IOException {
    refused(OnnxSketch.begun().then("Einsum").head(4), "'Einsum' at '/Einsum_3'", "no operator");
    refused(OnnxSketch.begun().then("Softplus").head(4), "the result of '/Softplus_3'");
  }

  @Test
  void graphsThatAreNoneAreRefused() throws IOException {
    refused(OnnxSketch.begun().then("Add", "later").head(4), "'later'", "cyclic");
    refused(OnnxSketch.begun().from("v99").then("Relu"), "'v99'", "cyclic");
    refused(OnnxSketch.begun(), "no linear layer from features to classes");
    refused(OnnxSketch.begun().head(5), "'Gemm'", "takes 5 values and is given 4");
    refused(OnnxSketch.begun().conv(7, 2), "'Conv'", "takes 7 channels and is given 4");
    refused(OnnxSketch.begun().then("Conv", "images"), "'Conv'", "its weights");
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() throws IOException {
    OnnxSketch giant = OnnxSketch.begun();
    refused(
        giant.with(n -> ints(n, "pads", 9999, 9999, 9999, 9999), "Conv", giant.random(8, 4, 1, 1)),
        "'Conv'",
        "makes [8, 20006, 20006] of an image");
    OnnxSketch negative = OnnxSketch.begun();
    refused(
        negative.with(n -> ints(n, "pads", -1, 0, 0, 0), "Conv", negative.random(8, 4, 1, 1)),
        "'Conv'",
        "pads");
    OnnxSketch reshaped = OnnxSketch.begun();
    refused(reshaped.then("Reshape", reshaped.wholes(0, -7)), "'Reshape'", "[0, -7]");
    OnnxSketch turned = OnnxSketch.begun();
    refused(turned.with(n -> ints(n, "perm", 0, 0, 1, 1), "Transpose"), "'Transpose'", "orders");
  }

  @Test
  void otherInputsAreRefused() throws IOException {
    refused(new OnnxSketch(17, 0, 1, 8, 8), "[0, 1, 8, 8]", "three colours");
    refused(new OnnxSketch(17, 0, 3, 8, 9), "[0, 3, 8, 9]");
    refused(new OnnxSketch(17, 0, 3), "[0, 3]");
    Path fixed = new OnnxSketch(17, 0, 3, 16, 16).conv(4).head(4).write(folder);
    assertTrue(
        assertThrows(CheckpointException.class, () -> OnnxNetwork.read(fixed, SIDE))
            .getMessage()
            .contains("takes images of 16 pixels, and the image size is 8"));
  }

  /** Of any height and width: the same at two sizes. */
  @Test
  void sizesMayBeOpen() throws Exception {
    Path file = new OnnxSketch(17, 0, 3, 0, 0).conv(4).then("Relu").head(4).write(folder);
    OnnxOracle.compare(file, 8, 2);
    OnnxOracle.compare(file, 12, 1);
  }
}

package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import onnx.Onnx;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks that torch.onnx exported, against ONNX Runtime. make_onnx.py wrote the files, of
 * torchvision's networks with few channels; their external weights are made here.
 */
@Tag("slow")
class OnnxExportedTest {
  private static final int BATCH = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet.17",
        "densenet121.11",
        "efficientnet_b0.13",
        "efficientnet_b3-bn.17",
        "googlenet.17",
        "mobilenet_v2.11",
        "mobilenet_v3_large.17",
        "mobilenet_v3_small-bn.13",
        "regnet_y_400mf.11",
        "resnet152.13",
        "resnext50_32x4d-bn.17",
        "shufflenet_v2_x1_0.13",
        "squeezenet1_1.13",
        "vgg11.13",
        "vgg11_bn-bn.11",
        "wide_resnet50_2.11"
      })
  void everyFamilyIsComputed(String name) throws IOException, OrtException {
    byte[] content;
    try (InputStream packed = getClass().getResourceAsStream("/onnx/" + name + ".onnx.gz")) {
      content = new GZIPInputStream(packed).readAllBytes();
    }
    Path file = Files.write(folder.resolve("model.onnx"), content);
    Onnx.ModelProto model = Onnx.ModelProto.parseFrom(content);
    Files.write(folder.resolve("weights.bin"), weights(model.getGraph()));
    int side =
        (int)
            model
                .getGraph()
                .getInput(0)
                .getType()
                .getTensorType()
                .getShape()
                .getDim(2)
                .getDimValue();
    OnnxOracle.compare(file, side, BATCH);
  }

  /** Sizes as those of a trained network, so that no value vanishes or grows without end. */
  private static byte[] weights(Onnx.GraphProto graph) {
    int size = 0;
    for (Onnx.TensorProto tensor : graph.getInitializerList()) {
      size = Math.max(size, entry(tensor, "offset") + entry(tensor, "length"));
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (Onnx.TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getExternalDataCount() > 0) {
        assertEquals(Onnx.TensorProto.DataType.FLOAT.getNumber(), tensor.getDataType());
        ByteBuffer part = bytes.slice(entry(tensor, "offset"), entry(tensor, "length"));
        fill(tensor, part.order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    return bytes.array();
  }

  private static int entry(Onnx.TensorProto tensor, String key) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .mapToInt(entry -> Integer.parseInt(entry.getValue()))
        .findFirst()
        .orElse(0);
  }

  private static void fill(Onnx.TensorProto tensor, ByteBuffer into) {
    Randomness random = Randomness.of(Randomness.fnv1a(tensor.getName()));
    List<Long> shape = tensor.getDimsList();
    double area = shape.stream().skip(1).mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    String name = tensor.getName();
    for (int i = 0; into.hasRemaining(); i++) {
      double u = random.uniform(i);
      if (shape.size() > 1) {
        u = (2 * u - 1) * Math.sqrt(6 / area);
      } else if (name.endsWith("running_var") || name.endsWith("weight")) {
        u += 0.5;
      } else {
        u = (u - 0.5) * 0.2;
      }
      into.putFloat((float) u);
    }
  }

  /**
   * For files of full size: mvn test -Donnx.folder=FOLDER -Dtest=OnnxExportedTest#filesOfAFolder.
   */
  @Test
  void filesOfAFolder() throws IOException, OrtException {
    String given = System.getProperty("onnx.folder");
    assumeTrue(given != null, "no folder is given");
    List<Path> files;
    try (var all = Files.list(Path.of(given))) {
      files = all.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
    assertTrue(files.size() > 0);
    for (Path file : files) {
      int side = Integer.parseInt(file.getFileName().toString().split("[.]")[1]);
      System.out.println(file.getFileName() + " " + OnnxOracle.compare(file, side, BATCH));
    }
  }
}

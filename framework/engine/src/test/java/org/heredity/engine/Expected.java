package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reference values in a safetensors file, as floats, and how far others are from them. */
final class Expected {
  private final Map<String, float[]> tensors = new LinkedHashMap<>();

  Expected(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(all);
      all.flip();
      byte[] head = new byte[(int) all.getLong()];
      all.get(head);
      int start = all.position();
      JsonNode names = new ObjectMapper().readTree(new String(head, StandardCharsets.UTF_8));
      names
          .fields()
          .forEachRemaining(
              entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                  tensors.put(entry.getKey(), read(all, start, entry.getValue()));
                }
              });
    }
  }

  private static float[] read(ByteBuffer all, int start, JsonNode info) {
    int from = start + info.get("data_offsets").get(0).asInt();
    int bytes = start + info.get("data_offsets").get(1).asInt() - from;
    String type = info.get("dtype").asText();
    int width = type.equals("F32") ? 4 : type.equals("I64") ? 8 : 1;
    float[] values = new float[bytes / width];
    for (int i = 0; i < values.length; i++) {
      int at = from + i * width;
      values[i] =
          width == 4 ? all.getFloat(at) : width == 8 ? (float) all.getLong(at) : all.get(at);
    }
    return values;
  }

  float[] get(String name) {
    return tensors.get(name);
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  Map<String, float[]> all() {
    return tensors;
  }

  /** The largest difference, relative to the largest expected absolute value. */
  double error(String name, INDArray actual) {
    float[] expected = tensors.get(name);
    float[] values = actual.dup('c').data().asFloat();
    assertTrue(expected.length == values.length, name + " has " + values.length + " values");
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - values[i]));
    }
    return worst / Math.max(scale, 1e-12);
  }

  /** The share of values that differ by more than {@code tolerance}. */
  double share(String name, INDArray actual, double tolerance) {
    float[] expected = tensors.get(name);
    float[] values = actual.dup('c').data().asFloat();
    int off = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(expected[i] - values[i]) > tolerance) {
        off++;
      }
    }
    return (double) off / expected.length;
  }

  /** The share of values that differ by more than {@code relative} of the largest expected one. */
  double shareOff(String name, INDArray actual, double relative) {
    double scale = 0;
    for (float value : tensors.get(name)) {
      scale = Math.max(scale, Math.abs(value));
    }
    return share(name, actual, relative * scale);
  }
}

package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reference values in a safetensors file, and how far others are from them. Files of
 * make_reference.py hold whole tensors and rows: of a tensor its largest absolute value, its sum
 * under signs from the formula, and values at places from the formula.
 */
final class Expected {
  /** Of a pixel's distance from the clean image. */
  private static final double UNIT = 0x1p-18;

  private record Tensor(int rows, double[] values) {}

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final JsonNode metadata;

  Expected(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(all);
      all.flip();
      byte[] head = new byte[(int) all.getLong()];
      all.get(head);
      int start = all.position();
      JsonNode names = new ObjectMapper().readTree(new String(head, StandardCharsets.UTF_8));
      metadata = names.get("__metadata__");
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

  /** What make_reference.py made of a network. */
  static Expected of(String network) {
    URL url = Expected.class.getResource(network + ".safetensors");
    assertNotNull(url, "make_reference.py has made no " + network);
    try {
      return new Expected(Path.of(url.toURI()));
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot read " + url, e);
    }
  }

  private static Tensor read(ByteBuffer all, int start, JsonNode info) {
    int from = start + info.get("data_offsets").get(0).asInt();
    int bytes = start + info.get("data_offsets").get(1).asInt() - from;
    String type = info.get("dtype").asText();
    int width = type.equals("BOOL") ? 1 : Integer.parseInt(type.substring(1)) / Byte.SIZE;
    double[] values = new double[bytes / width];
    for (int i = 0; i < values.length; i++) {
      int at = from + i * width;
      values[i] =
          switch (type) {
            case "F64" -> all.getDouble(at);
            case "F32" -> all.getFloat(at);
            case "I64" -> all.getLong(at);
            case "I16" -> all.getShort(at);
            case "BOOL" -> all.get(at);
            default -> throw new IllegalArgumentException(type);
          };
    }
    JsonNode shape = info.get("shape");
    return new Tensor(shape.size() == 2 ? shape.get(0).asInt() : 1, values);
  }

  /** The quantity of make_reference.py that a tensor, by the oracle's name, belongs to. */
  static String quantity(String name) {
    if (name.startsWith("train.grad.")) {
      return "train.grad";
    }
    return name.startsWith("sgd3.") && !name.equals("sgd3.losses") ? "sgd3.state" : name;
  }

  /** Whether PyTorch in single precision computes a quantity within its tolerance. */
  boolean heldBySingle(String quantity) {
    return single(quantity) <= ReferenceCase.tolerance(quantity);
  }

  /** How far PyTorch in single precision is from the value kept here. */
  double single(String quantity) {
    return Double.parseDouble(remark("single." + quantity));
  }

  /** A remark of the file's. */
  String remark(String name) {
    assertTrue(metadata.has(name), name + " is not among " + metadata);
    return metadata.get(name).asText();
  }

  double[] get(String name) {
    return tensor(name).values;
  }

  INDArray array(String name) {
    return Nd4j.createFromArray(get(name));
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    assertNotNull(tensor, name + " is not among " + tensors.keySet());
    return tensor;
  }

  Set<String> names() {
    return tensors.keySet();
  }

  /** Those of a part. */
  List<String> names(Part part) {
    return tensors.keySet().stream().filter(part::has).toList();
  }

  /**
   * How far results are from a quantity of make_reference.py: a share of pixels, a difference of
   * shares, or else the largest difference relative to the largest absolute value; of all tensors
   * the worst.
   */
  double deviation(String quantity, ReferenceCase c, Map<String, INDArray> results) {
    List<String> names = List.of(quantity);
    if (quantity.equals("train.grad")) {
      names = c.parameters().stream().map(name -> "train.grad." + name).toList();
    } else if (quantity.equals("sgd3.state")) {
      names = c.tensors().stream().map(name -> "sgd3." + name).toList();
    }
    double worst = 0;
    for (String name : names) {
      assertTrue(results.containsKey(name), name + " is not among " + results.keySet());
      worst = Math.max(worst, deviation(name, c, results.get(name)));
    }
    return worst;
  }

  /** The same of one tensor, by the oracle's name. */
  double deviation(String name, ReferenceCase c, INDArray actual) {
    String quantity = quantity(name);
    if (quantity.equals("train.grad")) {
      String tensor = name.substring("train.grad.".length());
      return rowError(quantity, c.parameters(), tensor, actual);
    }
    if (quantity.equals("sgd3.state")) {
      return rowError(quantity, c.tensors(), name.substring("sgd3.".length()), actual);
    }
    if (name.startsWith("pgd.")) {
      return pixelsOff(name, c.images(), actual);
    }
    if (name.equals("seam.kept")) {
      return difference(name, actual);
    }
    boolean row =
        name.endsWith(".input_grad")
            || name.equals("eval.features")
            || name.equals("seam.fc.weight");
    return row ? rowError(name, List.of(name), name, actual) : error(name, actual);
  }

  /** The largest difference, relative to the largest expected absolute value. */
  double error(String name, INDArray actual) {
    double scale = 0;
    for (double value : get(name)) {
      scale = Math.max(scale, Math.abs(value));
    }
    return difference(name, actual) / scale;
  }

  /** The largest difference. */
  double difference(String name, INDArray actual) {
    double[] expected = get(name);
    double[] values = flat(actual);
    assertEquals(expected.length, values.length, "values of " + name);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - values[i]));
    }
    return worst;
  }

  /** As {@link #error}, of one of the tensors that are kept as rows. */
  private double rowError(String rows, List<String> order, String tensor, INDArray actual) {
    assertEquals(order.size(), tensor(rows).rows, "rows of " + rows);
    return rowError(tensor(rows), order.indexOf(tensor), tensor, flat(actual));
  }

  private static double rowError(Tensor expected, int at, String name, double[] actual) {
    int length = expected.values.length / expected.rows;
    int from = at * length;
    double scale = expected.values[from];
    float[] signs = Formula.uniform(name + ".signs", actual.length, 0);
    double largest = 0;
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i]));
      sum += signs[i] < 0.5 ? -actual[i] : actual[i];
    }
    // Errors of random sign in all values add up to their size times the root of their number.
    double worst = Math.abs(expected.values[from + 1] - sum) / Math.sqrt(actual.length);
    worst = Math.max(worst, Math.abs(scale - largest));
    float[] places = Formula.uniform(name + ".places", length - 2, 0);
    for (int i = 0; i < places.length; i++) {
      double value = actual[(int) ((double) places[i] * actual.length)];
      worst = Math.max(worst, Math.abs(expected.values[from + 2 + i] - value));
    }
    // A loss that does not depend on a tensor leaves a gradient of rounding alone.
    return worst / Math.max(scale, Double.MIN_NORMAL);
  }

  /** The share of values that differ by more than {@code tolerance}. */
  double share(String name, INDArray actual, double tolerance) {
    double[] expected = get(name);
    double[] values = flat(actual);
    assertEquals(expected.length, values.length, "values of " + name);
    int off = 0;
    for (int i = 0; i < expected.length; i++) {
      // Not a number is off too.
      if (!(Math.abs(expected[i] - values[i]) <= tolerance)) {
        off++;
      }
    }
    return (double) off / expected.length;
  }

  /** The share of kept pixels whose distance from the clean image differs by more than 1e-4. */
  double pixelsOff(String name, INDArray clean, INDArray moved) {
    double[] expected = get(name);
    double[] from = flat(clean);
    double[] to = flat(moved);
    float[] places = Formula.uniform(name + ".places", expected.length, 0);
    int off = 0;
    for (int i = 0; i < expected.length; i++) {
      int at = (int) ((double) places[i] * to.length);
      if (!(Math.abs(expected[i] * UNIT - (to[at] - from[at])) <= 1e-4)) {
        off++;
      }
    }
    return (double) off / expected.length;
  }

  private static double[] flat(INDArray array) {
    return array.dup('c').data().asDouble();
  }
}

package org.heredity.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON that a safetensors file starts with.
 *
 * @param tensors in the file's order, checked to cover the data exactly, without gap or overlap
 * @param metadata as given under {@code __metadata__}
 */
record SafetensorsHeader(List<Tensor> tensors, Map<String, String> metadata) {
  /**
   * The reference implementation takes 100 MB; 65,536 tensors' descriptions take less than this.
   */
  static final int MAX_LENGTH = 16 << 20;

  static final String METADATA = "__metadata__";

  /** A tensor's type, shape and bytes {@code begin} to {@code end} behind the header. */
  record Tensor(String name, ElementType type, long[] shape, long begin, long end) {}

  /**
   * @param json the header; read to its end
   * @param dataLength bytes behind the header
   * @throws CheckpointException if it is no such header, or does not describe the data
   */
  static SafetensorsHeader parse(ByteBuffer json, long dataLength) {
    List<Tensor> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser parser = StrictJson.parser(json)) {
      StrictJson.expect(parser, JsonToken.START_OBJECT, "the header");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        // The specification lets writers say null where there is none.
        if (!name.equals(METADATA)) {
          StrictJson.require(token, JsonToken.START_OBJECT, Printable.quote(name));
          tensors.add(tensor(parser, name));
        } else if (token != JsonToken.VALUE_NULL) {
          StrictJson.require(token, JsonToken.START_OBJECT, Printable.quote(name));
          StrictJson.strings(parser, metadata);
        }
        if (tensors.size() > TensorAllocator.MAX_TENSORS) {
          throw new CheckpointException(
              "there are over " + TensorAllocator.MAX_TENSORS + " tensors");
        }
      }
      StrictJson.end(parser);
    } catch (IOException e) {
      throw StrictJson.damaged("the header", e);
    }
    covered(tensors, dataLength);
    return new SafetensorsHeader(List.copyOf(tensors), metadata);
  }

  private static Tensor tensor(JsonParser parser, String name) throws IOException {
    ElementType type = null;
    long[] shape = null;
    long[] range = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      switch (field) {
        case "dtype" -> {
          StrictJson.expect(parser, JsonToken.VALUE_STRING, "a dtype");
          type = type(name, parser.getText());
        }
        case "shape" -> shape = StrictJson.integers(parser, "a shape", TensorShape.MAX_RANK);
        case "data_offsets" -> range = StrictJson.integers(parser, "data_offsets", 2);
        default ->
            throw new CheckpointException(
                "tensor "
                    + Printable.quote(name)
                    + " has the unknown field "
                    + Printable.quote(field)
                    + "; dtype, shape and data_offsets are known");
      }
    }
    if (type == null || shape == null || range == null || range.length != 2) {
      throw new CheckpointException(
          "tensor " + Printable.quote(name) + " needs a dtype, a shape and two data_offsets");
    }
    return new Tensor(name, type, shape, range[0], range[1]);
  }

  private static ElementType type(String name, String dtype) {
    return ElementType.ofSafetensors(dtype)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "tensor "
                        + Printable.quote(name)
                        + " has the type "
                        + Printable.quote(dtype)
                        + ", which is not supported; convert it to F32"));
  }

  private static void covered(List<Tensor> tensors, long dataLength) {
    long at = 0;
    List<Tensor> ordered = new ArrayList<>(tensors);
    ordered.sort(
        (a, b) -> a.begin != b.begin ? Long.compare(a.begin, b.begin) : Long.compare(a.end, b.end));
    for (Tensor tensor : ordered) {
      if (tensor.begin != at || tensor.end < at || tensor.end > dataLength) {
        throw new CheckpointException(
            "tensor "
                + Printable.quote(tensor.name)
                + " has the bytes "
                + tensor.begin
                + " to "
                + tensor.end
                + " of "
                + dataLength
                + "; the next tensor should start at "
                + at
                + ", and none may overlap, leave a gap or run over the end");
      }
      long count = TensorShape.count(tensor.shape, tensor.name);
      if (count > Long.MAX_VALUE / 8 || count * tensor.type.bytes() != tensor.end - at) {
        throw new CheckpointException(
            "tensor "
                + Printable.quote(tensor.name)
                + " has "
                + count
                + " elements of "
                + tensor.type.bytes()
                + " bytes, but a range of "
                + (tensor.end - at)
                + " bytes");
      }
      at = tensor.end;
    }
    if (at != dataLength) {
      throw new CheckpointException(
          "the header describes " + at + " bytes and " + dataLength + " follow; it is damaged");
    }
  }
}

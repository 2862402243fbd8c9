package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the graph of an ONNX file. Not thread-safe. */
final class OnnxGraphReader {
  private static final int MOST_NODES = 1 << 16;
  private static final int MOST_TENSORS = TensorAllocator.MAX_TENSORS;

  /** Names of inputs and outputs of nodes, together. */
  private static final int MOST_NAMES = 1 << 19;

  private final OnnxExternalData external;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
  private final Map<String, List<Long>> inputs = new LinkedHashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private int names;

  OnnxGraphReader(OnnxExternalData external) {
    this.external = external;
  }

  /** Reads all of it; this. */
  OnnxGraphReader read(ByteBuffer graph) {
    ProtoReader message = new ProtoReader(graph, "the graph");
    while (message.next()) {
      switch (message.field()) {
        case 1 -> {
          bounded(nodes.size(), MOST_NODES, "nodes");
          nodes.add(node(message.message("a node")));
        }
        case 5 -> {
          bounded(tensors.size(), MOST_TENSORS, "tensors");
          tensor(OnnxTensorReader.read(message.message("a tensor"), "", external));
        }
        case 11 -> {
          bounded(inputs.size(), MOST_TENSORS, "inputs");
          input(message.message("an input"));
        }
        case 12 -> {
          bounded(outputs.size(), MOST_NODES, "outputs");
          outputs.add(value(message.message("an output"), new ArrayList<>()));
        }
        case 15 ->
            throw new CheckpointException("the graph has sparse tensors, which are not read");
        default -> {}
      }
    }
    return this;
  }

  /** What was read. */
  OnnxModel model(String producer, long opset, Map<String, String> metadata) {
    Map<String, List<Long>> images = new LinkedHashMap<>(inputs);
    images.keySet().removeAll(tensors.keySet());
    one("input", images.keySet());
    one("output", outputs);
    Map.Entry<String, List<Long>> image = images.entrySet().iterator().next();
    return new OnnxModel(
        producer,
        opset,
        image.getKey(),
        image.getValue(),
        outputs.get(0),
        nodes,
        tensors,
        metadata);
  }

  private static void one(String what, Collection<String> found) {
    if (found.size() != 1) {
      throw new CheckpointException(
          "a model of one "
              + what
              + " is read, and this has "
              + found.size()
              + (found.isEmpty() ? "" : ": " + Printable.list(found)));
    }
  }

  private static void bounded(int size, int most, String what) {
    if (size >= most) {
      throw new CheckpointException("the graph has over " + most + " " + what);
    }
  }

  private void tensor(OnnxTensor tensor) {
    if (tensor.name().isEmpty() || tensors.put(tensor.name(), tensor) != null) {
      throw new CheckpointException(
          "the graph has two tensors " + Printable.quote(tensor.name()) + ", or one without name");
    }
  }

  private void input(ProtoReader message) {
    List<Long> sizes = new ArrayList<>();
    inputs.put(value(message, sizes), sizes);
  }

  private static String value(ProtoReader message, List<Long> sizes) {
    String name = "";
    while (message.next()) {
      if (message.field() == 1) {
        name = message.text(OnnxFormat.LONGEST_NAME);
      } else if (message.field() == 2) {
        type(message.message("a type"), sizes);
      }
    }
    return name;
  }

  private static void type(ProtoReader type, List<Long> sizes) {
    while (type.next()) {
      if (type.field() == 1) {
        ProtoReader tensor = type.message("a tensor's type");
        while (tensor.next()) {
          if (tensor.field() == 2) {
            shape(tensor.message("a shape"), sizes);
          }
        }
      }
    }
  }

  private static void shape(ProtoReader shape, List<Long> sizes) {
    while (shape.next()) {
      if (shape.field() == 1) {
        bounded(sizes.size(), TensorShape.MAX_RANK, "sizes of an input");
        long size = 0;
        ProtoReader dimension = shape.message("a size");
        while (dimension.next()) {
          size = dimension.field() == 1 ? dimension.whole() : size;
        }
        if (size < 0) {
          throw new CheckpointException("the input has a size of " + size + "; it is damaged");
        }
        sizes.add(size);
      }
    }
  }

  private OnnxNode node(ProtoReader message) {
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    List<ByteBuffer> attributes = new ArrayList<>();
    String name = "";
    String operator = "";
    String domain = "";
    while (message.next()) {
      switch (message.field()) {
        case 1, 2 -> {
          bounded(++names, MOST_NAMES, "names of values");
          (message.field() == 1 ? from : to).add(message.text(OnnxFormat.LONGEST_NAME));
        }
        case 3 -> name = message.text(OnnxFormat.LONGEST_NAME);
        case 4 -> operator = message.text(OnnxFormat.LONGEST_NAME);
        case 5 -> {
          bounded(++names, MOST_NAMES, "attributes");
          attributes.add(message.content());
        }
        case 7 -> domain = message.text(OnnxFormat.LONGEST_NAME);
        default -> {}
      }
    }
    OnnxNode bare = new OnnxNode(name, operator, from, to, Map.of());
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw new CheckpointException(
          bare + " is an operator of " + Printable.quote(domain) + "; ONNX's own alone are read");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    OnnxAttributeReader reader = new OnnxAttributeReader(bare, external);
    attributes.forEach(one -> reader.read(new ProtoReader(one, "an attribute"), values));
    return new OnnxNode(name, operator, from, to, values);
  }
}

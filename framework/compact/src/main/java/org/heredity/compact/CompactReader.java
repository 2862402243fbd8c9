package org.heredity.compact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a compact model from safetensors: the length of a header, the header in JSON, the tensors.
 * The operations are in JSON, too, as metadata. Files are taken to be hostile.
 */
final class CompactReader {
  private static final String KEY = "heredity.compact";
  private static final int VERSION = 1;
  private static final long LARGEST_HEADER = 1 << 24;

  private final FileChannel file;
  private final Fields header;

  /** Where the tensors begin. */
  private final long data;

  private CompactReader(FileChannel file) throws IOException {
    this.file = file;
    long length = bytes(0, Long.BYTES).getLong();
    if (length < 0 || length > LARGEST_HEADER) {
      throw new IllegalArgumentException("expected a header of safetensors, got other bytes");
    }
    data = Long.BYTES + length;
    ByteBuffer text = bytes(Long.BYTES, (int) length);
    header = Fields.of(Json.parse(StandardCharsets.UTF_8.decode(text).toString()));
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is no compact model; the message names the file,
   *     what was expected and what came
   */
  static CompactGraph read(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      return new CompactReader(file).graph();
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is no compact model: " + e.getMessage(), e);
    }
  }

  private ByteBuffer bytes(long from, int length) throws IOException {
    if (from + length > file.size()) {
      throw new IllegalArgumentException("the file ends too early");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private CompactGraph graph() throws IOException {
    Object metadata = header.values().get("__metadata__");
    if (metadata == null || !Fields.of(metadata).values().containsKey(KEY)) {
      throw new IllegalArgumentException("its metadata has no '" + KEY + "'");
    }
    Fields model = Fields.of(Json.parse(Fields.of(metadata).text(KEY)));
    if (model.number("version") != VERSION) {
      throw new IllegalArgumentException(
          "expected version " + VERSION + ", got " + model.number("version"));
    }
    List<Operation> operations = new ArrayList<>();
    for (Object node : model.list("nodes")) {
      operations.add(operation(Fields.of(node)));
    }
    String head = model.text("head");
    operations.add(
        new Operation.Convolution(
            head,
            model.text("features"),
            model.number("head-in"),
            model.number("head-out"),
            1,
            1,
            0,
            tensor(head + ".weight"),
            tensor(head + ".bias")));
    return new CompactGraph(model.number("image-size"), operations, head);
  }

  private Operation operation(Fields node) throws IOException {
    String name = node.text("name");
    String input = node.text("input");
    String kind = node.text("op");
    return switch (kind) {
      case "conv" ->
          new Operation.Convolution(
              name,
              input,
              node.number("in"),
              node.number("out"),
              node.number("kernel"),
              node.number("stride"),
              node.number("padding"),
              tensor(name + ".weight"),
              node.flag("bias") ? tensor(name + ".bias") : new float[node.number("out")]);
      case "relu" -> new Operation.Relu(name, input);
      case "add" -> new Operation.Add(name, input, node.text("second"));
      case "offset" -> new Operation.Offset(name, input, tensor(name + ".map"));
      case "max-pool" ->
          new Operation.MaxPool(
              name, input, node.number("kernel"), node.number("stride"), node.number("padding"));
      case "global-average" -> new Operation.GlobalAverage(name, input);
      default -> throw new IllegalArgumentException("unknown operation '" + kind + "'");
    };
  }

  private float[] tensor(String name) throws IOException {
    if (!header.values().containsKey(name)) {
      throw new IllegalArgumentException("it has no tensor '" + name + "'");
    }
    Fields tensor = Fields.of(header.values().get(name));
    if (!tensor.text("dtype").equals("F32")) {
      throw new IllegalArgumentException(
          "'" + name + "' should be of type F32, got " + tensor.text("dtype"));
    }
    List<?> offsets = tensor.list("data_offsets");
    boolean pair =
        offsets.size() == 2 && offsets.get(0) instanceof Double && offsets.get(1) instanceof Double;
    long begin = pair ? ((Double) offsets.get(0)).longValue() : -1;
    long length = pair ? ((Double) offsets.get(1)).longValue() - begin : -1;
    long left = file.size() - data;
    if (begin < 0 || begin > left || length < 0 || length > Math.min(left, Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("'" + name + "' lies at " + offsets);
    }
    FloatBuffer values = bytes(data + begin, (int) length).asFloatBuffer();
    float[] result = new float[values.remaining()];
    values.get(result);
    return result;
  }
}

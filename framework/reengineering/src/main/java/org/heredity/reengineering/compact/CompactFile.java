package org.heredity.reengineering.compact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heredity.checkpoint.Checkpoint;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/**
 * A compact model as one safetensors file: the tensors in PyTorch's layouts, and under the metadata
 * key {@code heredity.compact} the operations in JSON.
 *
 * <pre>{@code
 * {"version": 1, "image-size": 32, "features": "avgpool", "head": "module_head.1",
 *  "head-in": 10, "head-out": 2,
 *  "nodes": [{"op": "conv", "name": "conv1", "input": "input", "in": 3, "out": 13, "kernel": 3,
 *             "stride": 1, "padding": 1, "bias": true}, ...],
 *  "layers": [{"name": "conv1", "channels": 16, "kept": [0, 1, 3, ...]}, ...]}
 * }</pre>
 *
 * <p>Operations: {@code conv} with {@code NAME.weight} and {@code NAME.bias} (a linear layer is one
 * on 1 x 1 images), {@code relu}, {@code add} of {@code input} and {@code second}, {@code
 * max-pool}, {@code global-average}, and {@code offset}, which adds {@code NAME.map}, {@code
 * [channels, side, side]}, to every image. {@code layers} lists the channels of the network before
 * that are retained, and is not needed to run it. Files are taken to be hostile.
 */
public final class CompactFile {
  private static final String KEY = "heredity.compact";
  private static final int VERSION = 1;
  private static final int MOST_NODES = 10_000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private CompactFile() {}

  /**
   * Replaces {@code file}, atomically.
   *
   * @param metadata to store beside the model
   * @throws CheckpointException if it cannot be written
   */
  public static void write(Path file, CompactModel model, Map<String, String> metadata) {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put(KEY, description(model).toString());
    SafetensorsWriter.write(file, model.weights(), all);
  }

  /** The JSON under {@code heredity.compact}. */
  private static ObjectNode description(CompactModel model) {
    Plan plan = model.plan();
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION).put("image-size", model.imageSize());
    json.put("features", plan.features()).put("head", plan.head());
    json.put("head-in", plan.headIn()).put("head-out", plan.headOut());
    ArrayNode nodes = json.putArray("nodes");
    plan.nodes().forEach(node -> node.accept(new NodeWriter(nodes.addObject())));
    ArrayNode layers = json.putArray("layers");
    for (CompactModel.Layer layer : model.layers()) {
      ObjectNode one = layers.addObject().put("name", layer.name());
      ArrayNode retained = one.put("channels", layer.channels()).putArray("kept");
      layer.retained().forEach(retained::add);
    }
    return json;
  }

  /**
   * Writes a node, as {@link #node} reads it.
   *
   * @param json where to
   */
  private record NodeWriter(ObjectNode json) implements Node.VoidVisitor {
    private ObjectNode begin(String operation, Node node) {
      json.put("op", operation).put("name", node.name());
      return json.put("input", node.inputs().get(0));
    }

    @Override
    public void conv(Node.Conv c) {
      begin("conv", c).put("in", c.in()).put("out", c.out()).put("kernel", c.kernel());
      json.put("stride", c.stride()).put("padding", c.padding()).put("bias", c.bias());
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      throw new IllegalArgumentException("a compact model has no " + s);
    }

    @Override
    public void norm(Node.Norm n) {
      throw new IllegalArgumentException("a compact model has no " + n);
    }

    @Override
    public void relu(Node.Relu r) {
      begin("relu", r);
    }

    @Override
    public void add(Node.Add a) {
      begin("add", a).put("second", a.second());
    }

    @Override
    public void offset(Node.Offset o) {
      begin("offset", o).put("channels", o.channels()).put("side", o.side());
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      begin("max-pool", p).put("kernel", p.kernel()).put("stride", p.stride());
      json.put("padding", p.padding());
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      begin("global-average", g);
    }

    @Override
    public void operation(Operation o) {
      throw Compactable.refused(o);
    }
  }

  /** Whether a checkpoint holds a compact model. */
  public static boolean holds(Checkpoint checkpoint) {
    return checkpoint.metadata().containsKey(KEY);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CheckpointException if it is no such file, or damaged; the message names the file, what
   *     was expected and what came
   */
  public static CompactModel read(Path file) {
    Checkpoint checkpoint = Checkpoints.load(file);
    if (!holds(checkpoint)) {
      throw new CheckpointException(
          file
              + " is no compact model: its metadata has no '"
              + KEY
              + "'; give a file that 'reengineer' wrote as *.compact.safetensors");
    }
    try {
      JsonNode json = JSON.readTree(checkpoint.metadata().get(KEY));
      if (number(json, "version") != VERSION) {
        throw new IllegalArgumentException(
            "expected version " + VERSION + ", got " + json.get("version"));
      }
      return model(json, checkpoint);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file + ": the JSON under '" + KEY + "' is damaged: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          file + ": the model under '" + KEY + "' is damaged: " + e.getMessage(), e);
    }
  }

  private static CompactModel model(JsonNode json, Checkpoint checkpoint) {
    List<Node> nodes = new ArrayList<>();
    boolean averaged = false;
    for (JsonNode node : list(json, "nodes")) {
      nodes.add(node(node, averaged));
      averaged |= "global-average".equals(text(node, "op"));
    }
    List<CompactModel.Layer> layers = new ArrayList<>();
    for (JsonNode layer : list(json, "layers")) {
      List<Integer> retained = new ArrayList<>();
      list(layer, "kept").forEach(channel -> retained.add(channel.asInt(-1)));
      layers.add(new CompactModel.Layer(text(layer, "name"), number(layer, "channels"), retained));
    }
    Plan plan =
        new Plan(
            nodes,
            text(json, "features"),
            text(json, "head"),
            number(json, "head-in"),
            number(json, "head-out"));
    return new CompactModel(
        plan, checkpoint.tensors().toFloat(), number(json, "image-size"), layers);
  }

  /**
   * Reads a node.
   *
   * @param averaged whether it comes behind a global average, where convolutions are linear layers
   */
  private static Node node(JsonNode json, boolean averaged) {
    String name = text(json, "name");
    String input = text(json, "input");
    String operation = text(json, "op");
    return switch (operation) {
      case "conv" -> {
        Node.Conv conv =
            new Node.Conv(
                name,
                input,
                number(json, "in"),
                number(json, "out"),
                number(json, "kernel"),
                number(json, "stride"),
                number(json, "padding"),
                json.path("bias").asBoolean());
        boolean pixel = averaged && conv.kernel() == 1 && conv.stride() == 1 && conv.padding() == 0;
        yield pixel ? Node.Conv.linear(name, input, conv.in(), conv.out(), conv.bias()) : conv;
      }
      case "relu" -> new Node.Relu(name, input);
      case "add" -> new Node.Add(name, input, text(json, "second"));
      case "max-pool" ->
          new Node.MaxPool(
              name, input, number(json, "kernel"), number(json, "stride"), number(json, "padding"));
      case "global-average" -> new Node.GlobalAverage(name, input);
      case "offset" -> new Node.Offset(name, input, number(json, "channels"), number(json, "side"));
      default -> throw new IllegalArgumentException("unknown operation '" + operation + "'");
    };
  }

  private static JsonNode list(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isArray() || value.size() > MOST_NODES) {
      throw new IllegalArgumentException(
          "'" + field + "' should be a list of at most " + MOST_NODES);
    }
    return value;
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + field + "' should be a text in " + shown(json));
    }
    return value.textValue();
  }

  private static int number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isInt() || value.intValue() < 0) {
      throw new IllegalArgumentException(
          "'" + field + "' should be a number from 0 in " + shown(json));
    }
    return value.intValue();
  }

  private static String shown(JsonNode json) {
    String text = json.toString();
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }
}

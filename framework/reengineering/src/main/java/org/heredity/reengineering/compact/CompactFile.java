package org.heredity.reengineering.compact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.compact.OnnxModel;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;

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
 * that are retained, and is not needed to run it. {@link org.heredity.compact.CompactNetwork#read}
 * reads it.
 */
public final class CompactFile {
  private static final String KEY = "heredity.compact";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CompactFile() {}

  /**
   * Replaces {@code file}, atomically.
   *
   * @param metadata to store beside the model
   * @throws org.heredity.checkpoint.CheckpointException if it cannot be written
   */
  public static void write(Path file, CompactModel model, Map<String, String> metadata) {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put(KEY, description(model).toString());
    SafetensorsWriter.write(file, model.weights(), all);
  }

  /**
   * Replaces {@code file}, atomically, by the model as ONNX ({@link OnnxModel}).
   *
   * @throws StorageException if it cannot be written
   */
  public static void writeOnnx(Path file, CompactModel model) {
    try {
      AtomicFile.write(file, OnnxModel.of(model.graph()));
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
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
   * Writes a node.
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
}

package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.OnnxModel;
import org.heredity.checkpoint.OnnxTensor;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.GraphCompiler;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network that an ONNX graph is translated to, in the making: nodes, which need not all be
 * used, and their tensors. Not thread-safe.
 */
final class Draft {
  private static final int MOST_NODES = 4096;
  private static final int MOST_CHANNELS = 1 << 18;
  private static final int MOST_PICKS = 1 << 22;

  /** Values of one image that a node may make: a gibibyte. */
  private static final long MOST_VALUES = 1 << 28;

  private static final int LONGEST_NAME = 160;
  private static final long SPARE = 1 << 24;
  private static final String MODULE = ".weight";

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, int[]> shapes = new HashMap<>();
  private final Map<String, INDArray> tensors = new HashMap<>();
  private final Set<String> names = new HashSet<>(Set.of(Plan.INPUT));
  private long room;
  private int picks;

  /**
   * Without nodes.
   *
   * @param imageSize side of the images, in pixels
   */
  Draft(OnnxModel model, int imageSize) {
    shapes.put(Plan.INPUT, new int[] {3, imageSize, imageSize});
    room = SPARE + 4 * model.tensors().values().stream().mapToLong(OnnxTensor::length).sum();
  }

  /** A name that nobody has, made of one that a file has. */
  String name(String proposed) {
    String clean = proposed.replaceAll("[^A-Za-z0-9._-]+", ".").replaceAll("^\\.+|\\.+$", "");
    if (clean.length() > LONGEST_NAME) {
      clean = clean.substring(clean.length() - LONGEST_NAME);
    }
    if (clean.isEmpty() || clean.endsWith(GraphCompiler.FLATTEN)) {
      clean += "node";
    }
    String free = clean;
    for (int i = 2; !names.add(free); i++) {
      free = clean + "-" + i;
    }
    return free;
  }

  /** The name of a layer: that of the module whose weight it has, if the file tells. */
  String module(String weight, String otherwise) {
    boolean told =
        weight.endsWith(MODULE)
            && !names.contains(weight.substring(0, weight.length() - MODULE.length()));
    return name(told ? weight.substring(0, weight.length() - MODULE.length()) : otherwise);
  }

  /**
   * Adds a node whose inputs are there; its name.
   *
   * @throws IllegalArgumentException if there is no such node, or too many, or one too large
   */
  String add(Node node) {
    return add(node, node.shape(shape(node.inputs().get(0))));
  }

  /** Adds a linear layer of whatever images, made vectors of in their order. */
  String addLinear(Node.Conv linear) {
    return add(linear, new int[] {linear.out(), 1, 1});
  }

  private String add(Node node, int[] shape) {
    if (nodes.size() == MOST_NODES) {
      throw new IllegalArgumentException("is node " + (MOST_NODES + 1) + " of the network");
    }
    if (Arrays.stream(shape).anyMatch(size -> size < 1)
        || shape[0] > MOST_CHANNELS
        || (double) shape[0] * shape[1] * shape[2] > MOST_VALUES) {
      throw new IllegalArgumentException("makes " + Arrays.toString(shape) + " of an image");
    }
    nodes.put(node.name(), node);
    shapes.put(node.name(), shape);
    return node.name();
  }

  /** Refuses to hold lists of channels without end. */
  void takePicks(int number) {
    picks += number;
    if (picks > MOST_PICKS) {
      throw new IllegalArgumentException("takes single channels too often");
    }
  }

  /** Channels, height and width of a node's result. */
  int[] shape(String node) {
    return shapes.get(node);
  }

  /** The node, or null of the images. */
  Node node(String name) {
    return nodes.get(name);
  }

  /** Whether a result is a linear layer's, or a function of it. */
  boolean isVector(String name) {
    Node node = nodes.get(name);
    while (node != null && isFunction(node)) {
      node = nodes.get(node.inputs().get(0));
    }
    return node != null && isLinear(node);
  }

  /** Whether a node is a function of single values. */
  static boolean isFunction(Node node) {
    return node.as(Node.Relu.class).isPresent() || node.as(Activation.class).isPresent();
  }

  /** Whether a node is a linear layer. */
  static boolean isLinear(Node node) {
    return node.as(Node.Conv.class).filter(Node.Conv::linear).isPresent();
  }

  /** Puts another node in the place of one of its name. */
  void replace(Node node) {
    nodes.put(node.name(), node);
  }

  /** Takes a constant of the file as a tensor of a node. */
  void tensor(String node, String part, Value.Numbers numbers, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    if (length != numbers.length()) {
      throw new IllegalArgumentException(
          "has '"
              + numbers.name()
              + "' of "
              + Arrays.toString(numbers.shape())
              + ", and "
              + Arrays.toString(shape)
              + " is expected");
    }
    take(length);
    INDArray array = numbers.array().get();
    put(node, part, Floats.copy(array), shape);
  }

  private void take(long length) {
    room -= length;
    if (room < 0) {
      throw new CheckpointException(
          "tensors that several operators share would take over four times the file; such models"
              + " are not read");
    }
  }

  /** A tensor of numbers that were computed. */
  void put(String node, String part, float[] values, long... shape) {
    tensors.put(node + "." + part, Floats.array(values, shape.clone()));
  }

  /** A tensor, if there is one; else null. */
  INDArray tensor(String node, String part) {
    return tensors.get(node + "." + part);
  }

  /** Those that a node's tensors are called by. */
  Map<String, INDArray> tensors() {
    return tensors;
  }

  /** A copy in single precision. */
  static INDArray floats(OnnxTensor tensor) {
    return tensor.array().castTo(DataType.FLOAT);
  }

  /** The nodes that a result depends on, in order. */
  List<Node> needed(String result) {
    Set<String> wanted = new HashSet<>(Set.of(result));
    List<Node> all = new ArrayList<>(nodes.values());
    List<Node> kept = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (wanted.contains(all.get(i).name())) {
        wanted.addAll(all.get(i).inputs());
        kept.add(0, all.get(i));
      }
    }
    return kept;
  }
}

package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.heredity.layers.ChannelGate;

/**
 * Makes a {@link Plan} of a Deeplearning4j graph, anybody's, that has one input of images, one
 * output layer, and between them layers of the kinds that the engine computes. What it cannot
 * compute it refuses by name, rather than compute something else.
 */
public final class GraphCompiler {
  /** What the names of the nodes end with that make vectors of images, after their layer's. */
  public static final String FLATTEN = ".flatten";

  /** What the name of a separable convolution's first node ends with, after its layer's. */
  public static final String DEPTHWISE = ".depthwise";

  private static final int COLOURS = 3;

  /** Values that a node may make of one image: a gibibyte of them. */
  private static final int LARGEST = 1 << 28;

  private final ComputationGraphConfiguration graph;
  private final String images;
  private final List<Node> nodes = new ArrayList<>();

  /** Channels, height and width of every node's result, as {@link Plan#shapes} has them. */
  private final Map<String, int[]> shapes = new HashMap<>();

  /** By vertex the node whose result is its own, where that has another name. */
  private final Map<String, String> results = new HashMap<>();

  /** By vertex the zeros that it adds around its input, and that those must add that follow. */
  private final Map<String, Zeros> zeros = new HashMap<>();

  private GraphCompiler(ComputationGraphConfiguration graph, int imageSize) {
    this.graph = graph;
    this.images = one("input", graph.getNetworkInputs());
    shapes.put(Plan.INPUT, new int[] {COLOURS, imageSize, imageSize});
    results.put(images, Plan.INPUT);
  }

  /**
   * Compiles a graph, which stays as it is.
   *
   * @param imageSize side of the images, in pixels
   * @throws IllegalArgumentException naming the vertex that cannot be compiled, what it is, and
   *     what can be
   */
  public static Plan compile(ComputationGraphConfiguration graph, int imageSize) {
    return new GraphCompiler(graph, imageSize).plan();
  }

  /** Whether {@link #compile} takes a graph for images of that size. */
  public static boolean compiles(ComputationGraphConfiguration graph, int imageSize) {
    try {
      compile(graph, imageSize);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Plan plan() {
    String output = one("output", graph.getNetworkOutputs());
    if (!(layer(output) instanceof OutputLayer head)) {
      throw LayerCompiler.refused(output, "is no output layer");
    }
    if (!head.hasBias()) {
      throw LayerCompiler.refused(output, "has no bias");
    }
    List<String> order = new ArrayList<>();
    visit(output, new HashSet<>(), new HashSet<>(), order);
    for (String name : order) {
      if (!name.equals(output)) {
        vertex(name);
      }
    }
    String features = flattened(output, inputs(output).get(0));
    int[] shape = shapes.get(features);
    if (head.getNIn() != (long) shape[0] * shape[1] * shape[2]) {
      throw LayerCompiler.misfit(output, head.getNIn(), shape);
    }
    return new Plan(nodes, features, output, (int) head.getNIn(), (int) head.getNOut());
  }

  private void add(Node node) {
    int[] in = shapes.get(node.inputs().get(0));
    if (shapes.containsKey(node.name())) {
      throw new IllegalArgumentException(
          "layer '" + node.name() + "': there is another of that name; rename it");
    }
    nodes.add(node);
    int[] shape;
    try {
      shape = node.shape(in);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("layer '" + node.name() + "': " + e.getMessage(), e);
    }
    if (Arrays.stream(shape).anyMatch(size -> size < 1)
        || (double) shape[0] * shape[1] * shape[2] > LARGEST) {
      throw new IllegalArgumentException(
          "layer '" + node.name() + "' makes " + Arrays.toString(shape) + " of an image");
    }
    shapes.put(node.name(), shape);
  }

  private static String one(String what, List<String> names) {
    if (names.size() != 1) {
      throw new IllegalArgumentException(
          "the engine compiles graphs of one " + what + ", this one has " + names);
    }
    return names.get(0);
  }

  private void visit(String name, Set<String> path, Set<String> seen, List<String> order) {
    if (name.equals(images)) {
      return;
    }
    if (!path.add(name)) {
      throw new IllegalArgumentException("layer '" + name + "' depends on its own result");
    }
    List<String> inputs = graph.getVertexInputs().get(name);
    if (inputs == null || inputs.isEmpty() || graph.getVertices().get(name) == null) {
      throw new IllegalArgumentException("there is no layer '" + name + "', or it has no input");
    }
    if (seen.add(name)) {
      for (String input : inputs) {
        visit(input, path, seen, order);
      }
      order.add(name);
    }
    path.remove(name);
  }

  /** Names of the nodes whose results a vertex takes. */
  private List<String> inputs(String name) {
    List<String> inputs = graph.getVertexInputs().get(name);
    for (String input : inputs) {
      if (zeros.containsKey(input)) {
        throw LayerCompiler.refused(
            input, "pads with zeros before '" + name + "', which is no convolution");
      }
    }
    return inputs.stream().map(this::result).toList();
  }

  private String result(String vertex) {
    return results.getOrDefault(vertex, vertex);
  }

  /** The layer's settings, or null if the vertex is none. */
  private Layer layer(String name) {
    return graph.getVertices().get(name) instanceof LayerVertex vertex
        ? vertex.getLayerConf().getLayer()
        : null;
  }

  /** The input of a layer, made vectors of first where the layer asks for that. */
  private String flattened(String name, String input) {
    InputPreProcessor before = ((LayerVertex) graph.getVertices().get(name)).getPreProcessor();
    if (before == null) {
      return input;
    }
    if (!(before instanceof CnnToFeedForwardPreProcessor flattening)
        || flattening.getFormat() == CNN2DFormat.NHWC) {
      throw LayerCompiler.refused(name, "has a preprocessor, " + before.getClass().getSimpleName());
    }
    Flatten flat = new Flatten(name + FLATTEN, input);
    add(flat);
    return flat.name();
  }

  /** Adds the nodes of a vertex. */
  private void vertex(String name) {
    GraphVertex vertex = graph.getVertices().get(name);
    Layer layer = layer(name);
    if (layer != null) {
      layer(name, layer);
    } else if (vertex instanceof ElementWiseVertex several) {
      elementWise(name, several, inputs(name));
    } else {
      add(node(name, vertex, inputs(name)));
    }
  }

  private void layer(String name, Layer layer) {
    List<String> from = graph.getVertexInputs().get(name);
    if (from.size() != 1) {
      throw LayerCompiler.refused(name, "has the inputs " + from);
    }
    String before = from.get(0);
    Zeros padded = zeros.getOrDefault(before, Zeros.NONE);
    if (layer instanceof ZeroPaddingLayer padding) {
      results.put(name, result(before));
      zeros.put(name, padded.and(name, padding.getPadding()));
      return;
    }
    String source = result(before);
    if (!padded.equals(Zeros.NONE) && !padded.suit(layer, positive(source))) {
      throw LayerCompiler.refused(
          before,
          "pads with zeros before '"
              + name
              + "', which is no convolution, nor a max pool of a ReLU");
    }
    String input = flattened(name, source);
    List<Node> made = nodes(new LayerCompiler(name, input, shapes.get(input), padded), layer);
    made.forEach(this::add);
    results.put(name, made.isEmpty() ? input : made.get(made.size() - 1).name());
  }

  private static List<Node> nodes(LayerCompiler compiler, Layer layer) {
    try {
      return compiler.nodes(layer);
    } catch (IllegalArgumentException | ArithmeticException e) {
      String place = "layer '" + compiler.name() + "'";
      boolean named = String.valueOf(e.getMessage()).startsWith(place);
      throw new IllegalArgumentException(named ? e.getMessage() : place + ": " + e.getMessage(), e);
    }
  }

  /** Whether a result is 0 at least, so that zeros around it are never larger. */
  private boolean positive(String node) {
    return nodes.stream()
        .filter(Node.Relu.class::isInstance)
        .anyMatch(one -> one.name().equals(node));
  }

  private Node node(String name, GraphVertex vertex, List<String> inputs) {
    if (vertex instanceof ChannelGate && inputs.size() == 2) {
      return new Product(name, inputs.get(0), inputs.get(1));
    }
    if (vertex instanceof MergeVertex) {
      alike(name, inputs, 1);
      long channels = inputs.stream().mapToLong(in -> shapes.get(in)[0]).sum();
      return new Concat(name, inputs, Math.toIntExact(channels));
    }
    if (vertex instanceof SubsetVertex part && inputs.size() == 1) {
      String input = inputs.get(0);
      int channels = shapes.get(input)[0];
      if (part.getFrom() < 0 || part.getFrom() > part.getTo() || part.getTo() >= channels) {
        throw LayerCompiler.refused(
            name, "takes channels " + part.getFrom() + " to " + part.getTo() + " of " + channels);
      }
      return Channels.part(name, input, channels, part.getFrom(), part.getTo() + 1);
    }
    throw LayerCompiler.refused(
        name, "is a " + vertex.getClass().getName() + " of " + inputs.size());
  }

  /** Requires results of one shape, from one of its dimensions on. */
  private void alike(String name, List<String> inputs, int from) {
    int[] first = shapes.get(inputs.get(0));
    for (String input : inputs) {
      int[] shape = shapes.get(input);
      if (!Arrays.equals(first, from, first.length, shape, from, shape.length)) {
        throw new IllegalArgumentException(
            "layer '"
                + name
                + "' joins results of "
                + Arrays.toString(first)
                + " and "
                + Arrays.toString(shape)
                + " (channels, height, width)");
      }
    }
  }

  /** Two at a time; the last has the vertex' name. */
  private void elementWise(String name, ElementWiseVertex several, List<String> inputs) {
    boolean sum = several.getOp() == ElementWiseVertex.Op.Add;
    boolean known = sum || several.getOp() == ElementWiseVertex.Op.Product;
    if (!known || inputs.size() < 2) {
      throw LayerCompiler.refused(name, "is an " + several.getOp() + " of " + inputs.size());
    }
    String so = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String next = inputs.get(i);
      String own = i == inputs.size() - 1 ? name : name + "." + i;
      if (sum) {
        alike(name, List.of(so, next), 0);
        add(new Node.Add(own, so, next));
      } else if (shapes.get(so)[1] < shapes.get(next)[1]) {
        add(new Product(own, next, so));
      } else {
        add(new Product(own, so, next));
      }
      so = own;
    }
  }
}

package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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

  private static final int COLOURS = 3;

  private final ComputationGraphConfiguration graph;
  private final String images;
  private final List<Node> nodes = new ArrayList<>();

  /** Channels, height and width of every node's result, as {@link Plan#shapes} has them. */
  private final Map<String, int[]> shapes = new HashMap<>();

  private GraphCompiler(ComputationGraphConfiguration graph, int imageSize) {
    this.graph = graph;
    this.images = one("input", graph.getNetworkInputs());
    shapes.put(Plan.INPUT, new int[] {COLOURS, imageSize, imageSize});
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

  private Plan plan() {
    String output = one("output", graph.getNetworkOutputs());
    if (!(layer(output) instanceof OutputLayer head)) {
      throw LayerCompiler.refused(output, "is no output layer");
    }
    if (!head.hasBias()) {
      throw LayerCompiler.refused(output, "has no bias");
    }
    List<String> order = new ArrayList<>();
    visit(output, new HashSet<>(), order);
    for (String name : order) {
      if (!name.equals(output)) {
        add(node(name));
      }
    }
    String features = flattened(output, inputs(output).get(0));
    return new Plan(nodes, features, output, (int) head.getNIn(), (int) head.getNOut());
  }

  private void add(Node node) {
    nodes.add(node);
    int[] in = shapes.get(node.inputs().get(0));
    try {
      shapes.put(node.name(), node.shape(in));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("layer '" + node.name() + "': " + e.getMessage(), e);
    }
  }

  private static String one(String what, List<String> names) {
    if (names.size() != 1) {
      throw new IllegalArgumentException(
          "the engine compiles graphs of one " + what + ", this one has " + names);
    }
    return names.get(0);
  }

  private void visit(String name, Set<String> seen, List<String> order) {
    if (name.equals(images) || !seen.add(name)) {
      return;
    }
    for (String input : graph.getVertexInputs().get(name)) {
      visit(input, seen, order);
    }
    order.add(name);
  }

  private List<String> inputs(String name) {
    return graph.getVertexInputs().get(name).stream()
        .map(input -> input.equals(images) ? Plan.INPUT : input)
        .toList();
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
    if (!(before instanceof CnnToFeedForwardPreProcessor)) {
      throw LayerCompiler.refused(name, "has a preprocessor, " + before.getClass().getSimpleName());
    }
    Flatten flat = new Flatten(name + FLATTEN, input);
    add(flat);
    return flat.name();
  }

  private Node node(String name) {
    List<String> inputs = inputs(name);
    GraphVertex vertex = graph.getVertices().get(name);
    if (vertex instanceof ElementWiseVertex both && inputs.size() == 2) {
      return elementWise(name, both, inputs);
    }
    if (vertex instanceof ChannelGate) {
      return new Product(name, inputs.get(0), inputs.get(1));
    }
    if (vertex instanceof MergeVertex) {
      return new Concat(name, inputs, inputs.stream().mapToInt(in -> shapes.get(in)[0]).sum());
    }
    if (vertex instanceof SubsetVertex part) {
      String input = inputs.get(0);
      int channels = shapes.get(input)[0];
      return Channels.part(name, input, channels, part.getFrom(), part.getTo() + 1);
    }
    Layer layer = layer(name);
    if (layer == null) {
      throw LayerCompiler.refused(name, "is a " + vertex.getClass().getName());
    }
    String input = flattened(name, inputs.get(0));
    return new LayerCompiler(name, input, shapes.get(input)[0]).node(layer);
  }

  private Node elementWise(String name, ElementWiseVertex both, List<String> inputs) {
    String first = inputs.get(0);
    String second = inputs.get(1);
    return switch (both.getOp()) {
      case Add -> new Node.Add(name, first, second);
      case Product ->
          shapes.get(first)[1] < shapes.get(second)[1]
              ? new Product(name, second, first)
              : new Product(name, first, second);
      default -> throw LayerCompiler.refused(name, "is an " + both.getOp() + " of two");
    };
  }
}

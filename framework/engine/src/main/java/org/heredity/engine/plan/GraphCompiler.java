package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.Convolution;
import org.heredity.layers.PaddedShortcut;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/**
 * Makes a {@link Plan} of a Deeplearning4j graph, anybody's, that has one input of images, one
 * output layer, and between them layers of the kinds that the engine computes. What it cannot
 * compute it refuses by name, rather than compute something else.
 */
public final class GraphCompiler {
  private static final String KNOWN =
      "; the engine compiles org.heredity.layers' Convolution, BatchNorm and PaddedShortcut, and"
          + " Deeplearning4j's ActivationLayer (ReLU), SubsamplingLayer (MAX), GlobalPoolingLayer"
          + " (AVG), DenseLayer behind it, ElementWiseVertex (Add of two) and OutputLayer (last)";

  private final ComputationGraphConfiguration graph;
  private final String images;
  private final List<Node> nodes = new ArrayList<>();
  private boolean averaged;

  private GraphCompiler(ComputationGraphConfiguration graph) {
    this.graph = graph;
    this.images = one("input", graph.getNetworkInputs());
  }

  /**
   * Compiles a graph, which stays as it is.
   *
   * @throws IllegalArgumentException naming the vertex that cannot be compiled, what it is, and
   *     what can be
   */
  public static Plan compile(ComputationGraphConfiguration graph) {
    return new GraphCompiler(graph).plan();
  }

  private Plan plan() {
    String output = one("output", graph.getNetworkOutputs());
    if (!(layer(output) instanceof OutputLayer head)) {
      throw refused(output, "is no output layer");
    }
    require(output, "has no bias", head.hasBias());
    List<String> order = new ArrayList<>();
    visit(output, new HashSet<>(), order);
    for (String name : order) {
      if (!name.equals(output)) {
        nodes.add(node(name));
      }
    }
    return new Plan(
        nodes, inputs(output).get(0), output, (int) head.getNIn(), (int) head.getNOut());
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
    if (!(graph.getVertices().get(name) instanceof LayerVertex vertex)) {
      return null;
    }
    if (vertex.getPreProcessor() != null) {
      throw refused(
          name, "has a preprocessor, " + vertex.getPreProcessor().getClass().getSimpleName());
    }
    return vertex.getLayerConf().getLayer();
  }

  private Node node(String name) {
    List<String> inputs = inputs(name);
    GraphVertex vertex = graph.getVertices().get(name);
    if (vertex instanceof ElementWiseVertex sum) {
      require(name, "is no sum of two", "Add".equals(sum.getOp().name()) && inputs.size() == 2);
      return new Node.Add(name, inputs.get(0), inputs.get(1));
    }
    Layer layer = layer(name);
    if (layer == null) {
      throw refused(name, "is a " + vertex.getClass().getName());
    }
    require(name, "drops inputs out", layer.getIDropout() == null);
    return node(name, inputs.get(0), layer);
  }

  private Node node(String name, String input, Layer layer) {
    if (layer instanceof Convolution c) {
      require(
          name,
          "is no convolution with explicit padding, without dilation or activation",
          c.getConvolutionMode() != ConvolutionMode.Same
              && c.getConvolutionMode() != ConvolutionMode.Causal
              && Arrays.stream(c.getDilation()).allMatch(d -> d == 1)
              && identity(c));
      return new Node.Conv(
          name,
          input,
          (int) c.getNIn(),
          (int) c.getNOut(),
          square(name, c.getKernelSize()),
          square(name, c.getStride()),
          square(name, c.getPadding()),
          c.hasBias());
    }
    if (layer instanceof BatchNorm b) {
      return new Node.Norm(name, input, (int) b.getNOut(), b.getEps());
    }
    if (layer instanceof ActivationLayer a) {
      require(
          name,
          "is the activation " + a.getActivationFn(),
          a.getActivationFn() instanceof ActivationReLU);
      return new Node.Relu(name, input);
    }
    if (layer instanceof SubsamplingLayer p) {
      require(
          name,
          "pools by " + p.getPoolingType() + ", or with implicit padding or dilation",
          p.getPoolingType() == PoolingType.MAX
              && p.getConvolutionMode() != ConvolutionMode.Same
              && Arrays.stream(p.getDilation()).allMatch(d -> d == 1));
      return new Node.MaxPool(
          name,
          input,
          square(name, p.getKernelSize()),
          square(name, p.getStride()),
          square(name, p.getPadding()));
    }
    if (layer instanceof GlobalPoolingLayer p) {
      require(name, "pools by " + p.getPoolingType(), p.getPoolingType() == PoolingType.AVG);
      averaged = true;
      return new Node.GlobalAverage(name, input);
    }
    if (layer instanceof PaddedShortcut s) {
      return new Node.PadShortcut(name, input, s.getIn(), s.getOut(), s.getStride());
    }
    if (layer instanceof DenseLayer d) {
      require(
          name,
          "is a linear layer before global pooling, without bias, or with an activation",
          averaged && d.hasBias() && !d.hasLayerNorm() && identity(d));
      return new Node.Conv(name, input, (int) d.getNIn(), (int) d.getNOut(), 1, 1, 0, true);
    }
    throw refused(name, "is a " + layer.getClass().getName());
  }

  private static boolean identity(FeedForwardLayer layer) {
    return layer.getActivationFn() instanceof ActivationIdentity;
  }

  private static int square(String name, int[] sides) {
    require(
        name,
        "has " + Arrays.toString(sides) + " where both sides must be the same",
        sides.length == 2 && sides[0] == sides[1]);
    return sides[0];
  }

  private static void require(String name, String otherwise, boolean condition) {
    if (!condition) {
      throw refused(name, otherwise);
    }
  }

  private static IllegalArgumentException refused(String name, String what) {
    return new IllegalArgumentException("layer '" + name + "' " + what + KNOWN);
  }
}

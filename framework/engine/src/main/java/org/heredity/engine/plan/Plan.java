package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.engine.layers.BatchNorm;
import org.heredity.engine.layers.Convolution;
import org.heredity.engine.layers.PaddedShortcut;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/**
 * A graph as the engine runs it: operations in an order in which each follows its inputs, from the
 * images to the features, and the head apart. Immutable and thread-safe.
 *
 * @param nodes in order
 * @param features the node whose result the head takes, {@code [N, C, 1, 1]}
 * @param head PyTorch's name of the head
 * @param headIn features
 * @param headOut classes
 */
public record Plan(List<Node> nodes, String features, String head, int headIn, int headOut) {
  /** The name of the images among a node's inputs. */
  public static final String INPUT = "input";

  private static final int COLOURS = 3;

  public Plan {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads a graph's configuration.
   *
   * @throws IllegalArgumentException naming a vertex that the engine does not know
   */
  public static Plan of(ComputationGraphConfiguration graph) {
    String output = graph.getNetworkOutputs().get(0);
    List<String> order = new ArrayList<>();
    visit(graph, output, new HashSet<>(), order);
    List<Node> nodes = new ArrayList<>();
    OutputLayer head = null;
    for (String name : order) {
      List<String> inputs = graph.getVertexInputs().get(name);
      GraphVertex vertex = graph.getVertices().get(name);
      if (vertex instanceof LayerVertex layer) {
        Layer settings = layer.getLayerConf().getLayer();
        if (settings instanceof OutputLayer last) {
          head = last;
        } else {
          nodes.add(node(name, inputs.get(0), settings));
        }
      } else if (vertex instanceof ElementWiseVertex) {
        nodes.add(new Node.Add(name, inputs.get(0), inputs.get(1)));
      } else {
        throw new IllegalArgumentException("vertex '" + name + "' is a " + vertex.getClass());
      }
    }
    if (head == null) {
      throw new IllegalArgumentException("output '" + output + "' is no output layer");
    }
    return new Plan(
        nodes,
        graph.getVertexInputs().get(output).get(0),
        output,
        (int) head.getNIn(),
        (int) head.getNOut());
  }

  private static void visit(
      ComputationGraphConfiguration graph, String name, Set<String> seen, List<String> order) {
    if (name.equals(INPUT) || !seen.add(name)) {
      return;
    }
    for (String input : graph.getVertexInputs().get(name)) {
      visit(graph, input, seen, order);
    }
    order.add(name);
  }

  private static Node node(String name, String input, Layer layer) {
    if (layer instanceof Convolution c) {
      return new Node.Conv(
          name,
          input,
          (int) c.getNIn(),
          (int) c.getNOut(),
          c.getKernelSize()[0],
          c.getStride()[0],
          c.getPadding()[0],
          c.hasBias());
    }
    if (layer instanceof BatchNorm b) {
      return new Node.Norm(name, input, (int) b.getNOut(), b.getEps());
    }
    if (layer instanceof ActivationLayer a && a.getActivationFn() instanceof ActivationReLU) {
      return new Node.Relu(name, input);
    }
    if (layer instanceof SubsamplingLayer p
        && p.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX) {
      return new Node.MaxPool(
          name, input, p.getKernelSize()[0], p.getStride()[0], p.getPadding()[0]);
    }
    if (layer instanceof GlobalPoolingLayer) {
      return new Node.GlobalAverage(name, input);
    }
    if (layer instanceof PaddedShortcut s) {
      return new Node.PadShortcut(name, input, s.getIn(), s.getOut(), s.getStride());
    }
    if (layer instanceof DenseLayer d) {
      return new Node.Conv(name, input, (int) d.getNIn(), (int) d.getNOut(), 1, 1, 0, true);
    }
    throw new IllegalArgumentException("layer '" + name + "' is a " + layer.getClass());
  }

  /** Convolutions in forward order; linear layers before the head are not among them. */
  public List<Node.Conv> convolutions() {
    return nodes.stream()
        .filter(n -> n instanceof Node.Conv c && !linear(c))
        .map(Node.Conv.class::cast)
        .toList();
  }

  /** Whether {@code conv} is a linear layer: it comes after the global average. */
  public boolean linear(Node.Conv conv) {
    for (Node node : nodes) {
      if (node instanceof Node.GlobalAverage) {
        return true;
      }
      if (node == conv) {
        return false;
      }
    }
    return false;
  }

  /** How many nodes take each result; the head counts as one. */
  public Map<String, Integer> consumers() {
    Map<String, Integer> count = new LinkedHashMap<>();
    for (Node node : nodes) {
      node.inputs().forEach(input -> count.merge(input, 1, Integer::sum));
    }
    count.merge(features, 1, Integer::sum);
    return count;
  }

  /** Channels and side of the images, under {@link #INPUT}, and of every node's result. */
  public Map<String, int[]> shapes(int imageSize) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, new int[] {COLOURS, imageSize});
    for (Node node : nodes) {
      shapes.put(node.name(), shape(node, shapes.get(node.inputs().get(0))));
    }
    return shapes;
  }

  /** Channels and side of what a node makes of such an input. */
  public static int[] shape(Node node, int[] in) {
    if (node instanceof Node.Conv c) {
      return new int[] {c.out(), (in[1] + 2 * c.padding() - c.kernel()) / c.stride() + 1};
    }
    if (node instanceof Node.MaxPool p) {
      return new int[] {in[0], (in[1] + 2 * p.padding() - p.kernel()) / p.stride() + 1};
    }
    if (node instanceof Node.PadShortcut s) {
      return new int[] {s.out(), (in[1] + s.stride() - 1) / s.stride()};
    }
    return node instanceof Node.GlobalAverage ? new int[] {in[0], 1} : in;
  }

  /** By PyTorch's name, the shape of every tensor, in PyTorch's order; {@code []} is a scalar. */
  public Map<String, long[]> tensors() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Node node : nodes) {
      String name = node.name();
      if (node instanceof Node.Conv c) {
        shapes.put(
            name + ".weight",
            linear(c)
                ? new long[] {c.out(), c.in()}
                : new long[] {c.out(), c.in(), c.kernel(), c.kernel()});
        if (c.bias()) {
          shapes.put(name + ".bias", new long[] {c.out()});
        }
      } else if (node instanceof Node.Norm n) {
        for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
          shapes.put(name + "." + part, new long[] {n.channels()});
        }
        shapes.put(name + ".num_batches_tracked", new long[0]);
      } else if (node instanceof Node.Offset o) {
        shapes.put(name + ".map", new long[] {o.channels(), o.side(), o.side()});
      }
    }
    shapes.put(head + ".weight", new long[] {headOut, headIn});
    shapes.put(head + ".bias", new long[] {headOut});
    return shapes;
  }
}

package org.heredity.engine.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

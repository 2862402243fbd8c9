package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph as the engine runs it: operations in an order in which each follows its inputs, from the
 * images to the features, and the head apart. Immutable and thread-safe.
 *
 * @param nodes in order
 * @param features the node whose result the head takes, {@code [N, C, 1, 1]}, or of a part that
 *     {@link #upTo ends} at an inner layer that layer's
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

  /** The nodes of one kind, in forward order. */
  public <T extends Node> List<T> nodes(Class<T> kind) {
    return nodes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Convolutions in forward order; linear layers before the head are not among them. */
  public List<Node.Conv> convolutions() {
    return nodes(Node.Conv.class).stream().filter(conv -> !conv.linear()).toList();
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

  /** Channels, height and width of the images, under {@link #INPUT}, and of every node's result. */
  public Map<String, int[]> shapes(int imageSize) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, new int[] {COLOURS, imageSize, imageSize});
    for (Node node : nodes) {
      shapes.put(node.name(), node.shape(shapes.get(node.inputs().get(0))));
    }
    return shapes;
  }

  /**
   * The part that computes one result, which stands for the features.
   *
   * @param node its name
   */
  public Plan upTo(String node) {
    Set<String> needed = new HashSet<>(Set.of(node));
    List<Node> part = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node one = nodes.get(i);
      if (needed.contains(one.name())) {
        needed.addAll(one.inputs());
        part.add(0, one);
      }
    }
    return new Plan(part, node, head, headIn, headOut);
  }

  /** By PyTorch's name, the shape of every tensor, in PyTorch's order; {@code []} is a scalar. */
  public Map<String, long[]> tensors() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    TensorShapes visitor = new TensorShapes(shapes);
    nodes.forEach(node -> node.accept(visitor));
    shapes.put(head + ".weight", new long[] {headOut, headIn});
    shapes.put(head + ".bias", new long[] {headOut});
    return shapes;
  }
}

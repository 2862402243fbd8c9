package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
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

  /**
   * Where all later results depend on one alone: places in {@link #nodes} of which no earlier
   * result is used behind them. The last is the features'.
   */
  public List<Integer> necks() {
    Map<String, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).inputs()) {
        lastUse.put(input, i);
      }
    }
    List<Integer> places = new ArrayList<>();
    int needed = lastUse.getOrDefault(INPUT, -1);
    for (int i = 0; i < nodes.size(); i++) {
      if (needed <= i) {
        places.add(i);
      }
      needed = Math.max(needed, lastUse.getOrDefault(nodes.get(i).name(), -1));
    }
    return places;
  }

  /**
   * Where the stages of any graph end, first to last: for each height at which a convolution leaves
   * images as high as they were, the last result of that height that all later ones depend on
   * alone. What a stem does on the way down is no stage, nor is what comes of a whole image's mean.
   */
  public List<String> stages(int imageSize) {
    Map<String, int[]> shapes = shapes(imageSize);
    Set<Integer> worked = new HashSet<>();
    for (Node.Conv conv : convolutions()) {
      int height = shapes.get(conv.name())[1];
      if (shapes.get(conv.input())[1] == height) {
        worked.add(height);
      }
    }
    Set<Node> means = new HashSet<>(nodes(Node.GlobalAverage.class));
    means.addAll(nodes(GlobalMax.class));
    means.addAll(nodes(Flatten.class));
    Map<Integer, String> last = new LinkedHashMap<>();
    for (int place : necks()) {
      Node node = nodes.get(place);
      if (means.contains(node)) {
        break;
      }
      last.put(shapes.get(node.name())[1], node.name());
    }
    last.keySet().retainAll(worked);
    return List.copyOf(last.values());
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

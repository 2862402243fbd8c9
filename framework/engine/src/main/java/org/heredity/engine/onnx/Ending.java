package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heredity.engine.plan.Node;
import org.heredity.layers.Window;

/**
 * What a translated graph comes to: the nodes to the features, and the head.
 *
 * @param nodes in order
 * @param head a linear layer, which takes one of their results, made vectors of
 * @param added whether the head is none of the graph's: it changes nothing
 */
record Ending(List<Node> nodes, Node.Conv head, boolean added) {
  /** Of an identity, whose weights are as many squared. */
  private static final int MOST_ADDED = 1 << 12;

  /**
   * Finds the head and what it needs.
   *
   * @param logits what the graph gives
   * @throws IllegalArgumentException with the end of a sentence about the graph
   */
  static Ending of(Draft draft, Value.Image logits) {
    Layout layout = logits.layout();
    if (!layout.isRows() && !(layout.isImages() && layout.inOrder())) {
      throw new IllegalArgumentException(
          "gives " + layout + ", and logits are one for every class, [N, classes]");
    }
    Node last = draft.node(logits.node());
    Optional<Node.Conv> added = identity(draft, last);
    Node.Conv head = added.orElseGet(() -> head(draft, last));
    List<Node> nodes = draft.needed(head.input());
    if (nodes.stream()
        .flatMap(node -> node.as(Node.Conv.class).stream())
        .allMatch(Node.Conv::linear)) {
      throw new IllegalArgumentException("has no convolution before its head");
    }
    return new Ending(images(draft, nodes), head, added.isPresent());
  }

  /** What follows the means of scores that went through a function, as SqueezeNet's do. */
  private static Optional<Node.Conv> identity(Draft draft, Node last) {
    Optional<Node.Conv> scores =
        Optional.ofNullable(last)
            .flatMap(node -> node.as(Node.GlobalAverage.class))
            .map(mean -> draft.node(mean.input()))
            .filter(Draft::isFunction)
            .map(function -> draft.node(function.inputs().get(0)))
            .flatMap(node -> node.as(Node.Conv.class))
            .filter(conv -> conv.window().area() == 1 && conv.out() <= MOST_ADDED);
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    int classes = scores.get().out();
    float[] identity = new float[classes * classes];
    for (int i = 0; i < classes; i++) {
      identity[i * classes + i] = 1;
    }
    String name = draft.name("head");
    draft.put(name, "weight", identity, classes, classes);
    draft.put(name, "bias", new float[classes], classes);
    return Optional.of(Node.Conv.linear(name, last.name(), classes, classes, true));
  }

  private static Node.Conv head(Draft draft, Node last) {
    Optional<Node> node = Optional.ofNullable(last);
    Optional<Node.Conv> end = node.flatMap(one -> one.as(Node.Conv.class));
    if (end.isPresent()) {
      Node.Conv conv = end.get();
      if (conv.linear()) {
        return conv;
      }
      if (covers(conv, draft.shape(conv.input()))) {
        return linear(draft, conv, conv.input());
      }
    }
    Optional<Node.GlobalAverage> mean = node.flatMap(one -> one.as(Node.GlobalAverage.class));
    Optional<Node.Conv> scores =
        mean.map(one -> draft.node(one.input()))
            .flatMap(one -> one.as(Node.Conv.class))
            .filter(conv -> conv.simple() && conv.window().equals(Window.square(1, 1, 0)));
    if (scores.isPresent()) {
      // The mean of a linear function of every pixel is that function of their mean.
      Node.Conv conv = scores.get();
      String name = draft.name(mean.get().name());
      String features = draft.add(new Node.GlobalAverage(name, conv.input()));
      return linear(draft, conv, features);
    }
    throw new IllegalArgumentException(
        "ends with no linear layer from features to classes, which is what a head is here, but"
            + " with "
            + (last == null ? "the images" : "'" + last.name() + "'"));
  }

  /** Whether a convolution reads all pixels at once. */
  private static boolean covers(Node.Conv conv, int... in) {
    Window window = conv.window();
    return conv.groups() == 1
        && window.rows().kernel() == in[1]
        && window.columns().kernel() == in[2]
        && window.before()[0] + window.before()[1] + window.after()[0] + window.after()[1] == 0;
  }

  private static Node.Conv linear(Draft draft, Node.Conv conv, String input) {
    int in = conv.in() * conv.window().area();
    flat(draft, conv, conv.out(), in);
    return Node.Conv.linear(conv.name(), input, in, conv.out(), conv.bias());
  }

  private static void flat(Draft draft, Node.Conv conv, long... shape) {
    draft
        .tensors()
        .computeIfPresent(conv.name() + ".weight", (name, weight) -> weight.reshape(shape));
  }

  /**
   * Makes convolutions of linear layers whose results are used as images, as factors of channels
   * are.
   */
  private static List<Node> images(Draft draft, List<Node> nodes) {
    List<Node> all = new ArrayList<>(nodes);
    Set<String> images = new HashSet<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Node node = all.get(i);
      boolean single = Draft.isFunction(node) || node.as(Node.Add.class).isPresent();
      boolean linear = Draft.isLinear(node);
      if (linear && images.contains(node.name())) {
        Node.Conv conv = (Node.Conv) node;
        int[] in = draft.shape(conv.input());
        if (in[1] != 1 || in[2] != 1) {
          throw new IllegalArgumentException(
              "uses the result of the linear layer '" + conv.name() + "' as an image");
        }
        flat(draft, conv, conv.out(), conv.in(), 1, 1);
        all.set(
            i,
            new Node.Conv(conv.name(), conv.input(), conv.in(), conv.out(), 1, 1, 0, conv.bias()));
        images.add(conv.input());
      } else if (!linear && (!single || images.contains(node.name()))) {
        images.addAll(node.inputs());
      }
    }
    return all;
  }
}

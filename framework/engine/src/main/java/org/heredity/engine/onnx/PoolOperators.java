package org.heredity.engine.onnx;

import java.util.Arrays;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Node;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/**
 * Pools with a window. Not thread-safe.
 *
 * @param graph what is translated
 */
record PoolOperators(Translation graph) {
  void translate(OnnxNode node) {
    long[] kernel = node.wholes("kernel_shape");
    Translation.require(kernel.length == 2, "has the kernel", kernel);
    Borders borders =
        Borders.of(
            graph,
            node,
            graph.active(node, 0),
            Math.toIntExact(kernel[0]),
            Math.toIntExact(kernel[1]));
    Window window = borders.window();
    Translation.require(
        window.rows().dilation() == 1 && window.columns().dilation() == 1, "is dilated");
    Translation.require(
        meets(window.rows()) && meets(window.columns()),
        "has windows of padding alone, by",
        window.before(),
        window.after());
    int[] shape = graph.draft().shape(borders.input());
    String name = graph.draft().name(Translation.name(node));
    Node pool =
        node.operator().equals("MaxPool")
            ? largest(name, borders, ceil(node, window, shape))
            : average(name, node, borders, ceil(node, window, shape));
    graph.result(node, graph.actives().result(graph.draft().add(pool)));
  }

  private static boolean meets(Axis axis) {
    return axis.before() < axis.kernel() && axis.after() < axis.kernel();
  }

  private static boolean ceil(OnnxNode node, Window window, int... shape) {
    return node.whole("ceil_mode", 0) != 0 && !window.equals(window.roundedUp(shape[1], shape[2]));
  }

  /** Padding never is the largest, so that it does not matter what it is added for. */
  private Node largest(String name, Borders borders, boolean roundedUp) {
    Window even = even(borders.window());
    int[] shape = graph.draft().shape(borders.input());
    boolean ceil =
        roundedUp
            || !even.equals(borders.window())
                && even.roundedUp(shape[1], shape[2]).equals(borders.window());
    Window window = ceil ? even : borders.window();
    boolean nothing = !borders.bordered() || borders.outside() == Double.NEGATIVE_INFINITY;
    Translation.require(
        nothing || borders.outside() == 0 && positive(borders.input()),
        "takes a border that may be the largest");
    return new Node.MaxPool(name, borders.input(), window, ceil);
  }

  private static Window even(Window window) {
    return new Window(even(window.rows()), even(window.columns()));
  }

  private static Axis even(Axis axis) {
    return Axis.of(axis.kernel(), axis.stride(), axis.before());
  }

  private boolean positive(String input) {
    Node node = graph.draft().node(input);
    if (node == null) {
      return false;
    }
    return node.as(Node.Relu.class).isPresent()
        || node.as(Activation.class)
            .filter(a -> a.function() == Activation.Function.RELU6)
            .isPresent();
  }

  private Node average(String name, OnnxNode node, Borders borders, boolean ceil) {
    Window window = borders.window();
    boolean counts = node.whole("count_include_pad", 0) != 0;
    long[] own = node.wholes("pads", 0, 0, 0, 0);
    boolean plain = Arrays.stream(own).allMatch(pad -> pad == 0) && !node.has("auto_pad");
    Translation.require(
        !borders.bordered() || borders.outside() == 0 && (plain || counts),
        "averages over a border, and not over another");
    int[] shape = graph.draft().shape(borders.input());
    boolean all = whole(window.rows(), shape[1]) && whole(window.columns(), shape[2]);
    return all
        ? new Node.GlobalAverage(name, borders.input())
        : new AveragePool(name, borders.input(), window, ceil, counts || borders.bordered());
  }

  private static boolean whole(Axis axis, int in) {
    return axis.kernel() == in && axis.before() == 0 && axis.after() == 0;
  }
}
